import { join } from "node:path";
import { threadsFor } from "../../../scripts/cli/shards";

const FIXTURES = join(__dirname, "..", "..", "fixtures");

test.each([
  ["standard input, which can be read only once", ["-"]],
  ["a pipe", ["/dev/stdin"]],
  ["a path that does not exist", [join(FIXTURES, "none.pcap")]],
  ["a small file", [join(FIXTURES, "tls13-ok.pcap")]],
  ["a small folder", [FIXTURES]],
])("one thread is enough for %s", (_, captures) => {
  expect(threadsFor(captures)).toBe(1);
});
