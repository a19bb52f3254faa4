import fc from "fast-check";
import type { DiskUse } from "../../../scripts/capture/disk-budget";
import { planPruning } from "../../../scripts/capture/disk-budget";

const file = (name: string, bytes: number) => ({ name, bytes, isUploaded: false });
const use: DiskUse = {
  removable: [file("oldest", 100), file("older", 100), file("newest", 100)],
  openBytes: 50,
  budgetBytes: 1_000,
  freeBytes: 1_000,
  neededBytes: 200,
};
const removed = (changes: Partial<DiskUse>) => planPruning({ ...use, ...changes }).remove.map((each) => each.name);

describe("the disk budget", () => {
  test("removes nothing while captures are within it and the disk has room", () => {
    expect(planPruning(use)).toEqual({ remove: [], mayContinue: true });
    expect(removed({ budgetBytes: 350 })).toEqual([]);
  });

  test("removes files in their order, and no more than it must", () => {
    expect(removed({ budgetBytes: 349 })).toEqual(["oldest"]);
    expect(removed({ budgetBytes: 250 })).toEqual(["oldest"]);
    expect(removed({ budgetBytes: 249 })).toEqual(["oldest", "older"]);
  });

  test("counts files that are being written, though they cannot be removed", () => {
    expect(removed({ openBytes: 5_000 })).toEqual(["oldest", "older", "newest"]);
  });

  test("makes room where others filled the disk, though the budget is kept", () => {
    expect(planPruning({ ...use, freeBytes: 50 })).toMatchObject({ mayContinue: true });
    expect(removed({ freeBytes: 50 })).toEqual(["oldest", "older"]);
  });

  test("does not go on where even all files are not room enough, and keeps them", () => {
    const full = { ...use, freeBytes: 50, neededBytes: 351 };

    expect(planPruning(full)).toEqual({ remove: [], mayContinue: false });
    expect(planPruning({ ...full, budgetBytes: 349 })).toMatchObject({
      remove: [{ name: "oldest" }],
      mayContinue: false,
    });
    expect(planPruning({ ...use, removable: [], freeBytes: 199 }).mayContinue).toBe(false);
  });

  test("always removes the first ones, enough of them, and never one too many", () => {
    const bytes = fc.integer({ min: 0, max: 1_000 });
    fc.assert(
      fc.property(
        fc.array(bytes),
        bytes,
        bytes,
        bytes,
        bytes,
        (sizes, openBytes, budgetBytes, freeBytes, neededBytes) => {
          const removable = sizes.map((size, index) => file(`${index}`, size));
          const { remove } = planPruning({ removable, openBytes, budgetBytes, freeBytes, neededBytes });
          const total = (files: typeof removable) => files.reduce((sum, each) => sum + each.bytes, 0);
          const canMakeRoom = freeBytes + total(removable) >= neededBytes;
          const isEnough = (files: typeof removable) =>
            total(removable) - total(files) + openBytes <= budgetBytes &&
            (!canMakeRoom || freeBytes + total(files) >= neededBytes);

          expect(remove).toEqual(removable.slice(0, remove.length));
          if (remove.length < removable.length) expect(isEnough([...remove])).toBe(true);
          if (remove.length > 0) expect(isEnough(remove.slice(0, -1))).toBe(false);
        },
      ),
    );
  });
});
