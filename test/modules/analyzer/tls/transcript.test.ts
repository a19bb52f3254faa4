import { isTls13 } from "../../../../modules/analyzer/tls/transcript";

test.each([
  ["SSL 2.0", 0x0002],
  ["SSL 3.0", 0x0300],
  ["TLS 1.0", 0x0301],
  ["TLS 1.2", 0x0303],
])("%s is not read as TLS 1.3", (_, version) => {
  expect(isTls13(version)).toBe(false);
});

test.each([
  ["TLS 1.3", 0x0304],
  ["draft 18 of TLS 1.3", 0x7f12],
  ["Chrome's experiment of 2017", 0x7e01],
  ["Facebook's draft 26", 0xfb1a],
])("%s is read as TLS 1.3", (_, version) => {
  expect(isTls13(version)).toBe(true);
});
