import { parseClientHello, type ClientHello } from "../../../../modules/analyzer/tls/client-hello";
import { parseServerHello } from "../../../../modules/analyzer/tls/server-hello";
import { parseSslv2Hello } from "../../../../modules/analyzer/tls/sslv2-hello";
import { clientHelloBytes, ext, serverHelloBytes, type HelloParts, type ServerHelloParts } from "./hello-bytes";

function client(parts: HelloParts): ClientHello {
  const bytes = clientHelloBytes(parts);
  const hello = parseClientHello(bytes, 0, bytes.length);
  if (typeof hello === "string") throw new Error(hello);
  return hello;
}

function ja3({ kind, extensions }: ClientHello): string | null {
  return kind.ja3?.digest(extensions) ?? null;
}

function ja3Text({ kind, extensions }: ClientHello): string | null {
  return kind.ja3?.text(extensions) ?? null;
}

function ja3sOf(parts: ServerHelloParts): string {
  const bytes = serverHelloBytes(parts);
  const hello = parseServerHello(bytes, 0, bytes.length);
  if (typeof hello === "string") throw new Error(hello);
  return hello.ja3s;
}

// The two examples of https://github.com/salesforce/ja3.
test("agrees with the published example of a hello with extensions", () => {
  const hello = client({
    version: 0x0301,
    ciphers: [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
    extensions: [ext.serverName("x"), ext.groups([23, 24, 25]), ext.pointFormats([0])],
  });
  expect(ja3Text(hello)).toBe("769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0");
  expect(ja3(hello)).toBe("ada70206e40642a3e4461f35503241d5");
});

test("agrees with the published example of a hello without extensions", () => {
  const hello = client({ version: 0x0301, ciphers: [4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99], extensions: null });
  expect(ja3Text(hello)).toBe("769,4-5-10-9-100-98-3-6-19-18-99,,,");
  expect(ja3(hello)).toBe("de350869b8c85de67a350c8d186f11e6");
});

test("has no value for a hello in SSL 2.0 format", () => {
  const bytes = Uint8Array.from([1, 3, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0x2f]);
  const hello = parseSslv2Hello(bytes, 0, bytes.length);
  if (typeof hello === "string") throw new Error(hello);
  expect(ja3(hello)).toBeNull();
});

test("leaves GREASE out of ciphers, extensions and groups, and keeps signalling suites", () => {
  const hello = client({
    ciphers: [0x0a0a, 0x1301, 0x00ff],
    extensions: [ext.empty(0xfafa), ext.groups([0x3a3a, 29]), ext.versions([0x0304]), ext.empty(0x1a1a)],
  });
  expect(ja3Text(hello)).toBe("771,4865-255,10-43,29,");
});

test("tells two orders of the same extensions apart", () => {
  const one = client({ extensions: [ext.empty(23), ext.empty(35)] });
  const other = client({ extensions: [ext.empty(35), ext.empty(23)] });
  expect(ja3(one)).not.toBe(ja3(other));
});

test("is the same for hellos that come after others of the same client in another order", () => {
  const one: HelloParts = { extensions: [ext.empty(23), ext.empty(35)] };
  const [first, other, again] = [one, { extensions: [ext.empty(35), ext.empty(23)] }, one].map(client);
  expect(again!.kind).toBe(other!.kind);
  expect([ja3(again!), ja3(first!)]).toEqual([ja3(first!), ja3(again!)]);
  expect(ja3(other!)).not.toBe(ja3(first!));
});

test("JA3S hashes version, cipher suite and extensions in wire order, GREASE included", () => {
  // printf 771,4865,43-2570-51 | md5sum
  expect(ja3sOf({ extensions: [ext.empty(43), ext.empty(0x0a0a), ext.empty(51)] })).toBe(
    "ab032b2ad3126a2addd6b25bda7c7d96",
  );
});

test("JA3S of a hello without extensions ends in a comma", () => {
  // printf 769,47, | md5sum
  expect(ja3sOf({ version: 0x0301, cipher: 47, extensions: null })).toBe("18e962e106761869a61045bed0e81c2c");
});
