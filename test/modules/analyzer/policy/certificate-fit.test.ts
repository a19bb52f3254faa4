import { namesHost, validityAt } from "../../../../modules/analyzer/policy/certificate-fit";
import { leaf } from "./evidence-parts";

const at = (time: string): number => Date.parse(time) * 1000;

test.each([
  ["2025-12-31T23:59:59Z", "not-yet-valid"],
  ["2026-01-01T00:00:00Z", "valid"],
  ["2027-01-01T00:00:00Z", "valid"],
  ["2027-01-01T00:00:01Z", "expired"],
])("at %s the certificate is %s, both ends included", (time, validity) => {
  expect(validityAt(leaf(), at(time))).toBe(validity);
});

test.each([
  ["api.example.com", ["api.example.com"], true],
  ["API.Example.com.", ["api.example.com"], true],
  ["a.example.org", ["*.example.org"], true],
  ["example.org", ["*.example.org"], false],
  ["a.b.example.org", ["*.example.org"], false],
  ["api.example.org", ["a*.example.org"], false],
  ["com", ["*.com"], false],
  ["other.example", ["api.example.com", "192.0.2.1"], false],
])("whether a request for %s is served by %j: %s", (host, names, served) => {
  expect(namesHost(leaf({ names }), host)).toBe(served);
});

test.each([
  ["no name was asked for", null, ["api.example.com"]],
  ["an empty name was asked for", "", ["api.example.com"]],
  ["the certificate has no names", "api.example.com", []],
])("cannot tell where %s", (_, host, names) => {
  expect(namesHost(leaf({ names }), host)).toBeNull();
});
