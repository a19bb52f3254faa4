import { builtImages } from "../../../scripts/build-ami/manifest";

const build = (run: string, artifact: string) => ({ packer_run_uuid: run, artifact_id: artifact });
const manifest = (...builds: object[]) => JSON.stringify({ builds, last_run_uuid: "second" });

describe("the manifest of a build", () => {
  test.each([
    ["no build", manifest()],
    ["an earlier build alone", manifest(build("first", "eu-west-1:ami-1"))],
    ["an artifact that is no image", manifest(build("second", "null"))],
  ])("is a bug of ours with %s", (_what, text) => {
    expect(() => builtImages(text, "/m.json")).toThrow("/m.json: Packer's manifest names no image");
  });

  test("tells the images of the last build in every Region", () => {
    const text = manifest(build("first", "eu-west-1:ami-0"), build("second", "eu-central-1:ami-1,eu-west-1:ami-2"));

    expect(builtImages(text, "/m.json")).toEqual([
      { region: "eu-central-1", imageId: "ami-1" },
      { region: "eu-west-1", imageId: "ami-2" },
    ]);
  });
});
