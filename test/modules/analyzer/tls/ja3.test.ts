import { md5 } from "../../../../modules/analyzer/tls/digest";
import { clientHelloBytes, ext, serverHelloBytes, type HelloParts, type ServerHelloParts } from "./hello-bytes";
import { TlsEngine, type ReadClientHello } from "./tls-engine";

const engine = new TlsEngine();

function client(parts: HelloParts): ReadClientHello {
  const hello = engine.clientHello(clientHelloBytes(parts));
  if (typeof hello === "string") throw new Error(hello);
  return hello;
}

function ja3sOf(parts: ServerHelloParts): string {
  const hello = engine.serverHello(serverHelloBytes(parts));
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
  expect(md5("769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0")).toBe(
    "ada70206e40642a3e4461f35503241d5",
  );
  expect(hello.ja3).toBe("ada70206e40642a3e4461f35503241d5");
});

test("agrees with the published example of a hello without extensions", () => {
  const hello = client({ version: 0x0301, ciphers: [4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99], extensions: null });
  expect(md5("769,4-5-10-9-100-98-3-6-19-18-99,,,")).toBe("de350869b8c85de67a350c8d186f11e6");
  expect(hello.ja3).toBe("de350869b8c85de67a350c8d186f11e6");
});

test("has no value for a hello in SSL 2.0 format", () => {
  expect(engine.sslv2Hello(Uint8Array.from([1, 3, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0x2f]))).toMatchObject({ ja3: null });
});

test("leaves GREASE out of ciphers, extensions and groups, and keeps signalling suites", () => {
  const hello = client({
    ciphers: [0x0a0a, 0x1301, 0x00ff],
    extensions: [ext.empty(0xfafa), ext.groups([0x3a3a, 29]), ext.versions([0x0304]), ext.empty(0x1a1a)],
  });
  expect(hello.ja3).toBe(md5("771,4865-255,10-43,29,"));
});

test("tells two orders of the same extensions apart", () => {
  const one = client({ extensions: [ext.empty(23), ext.empty(35)] });
  const other = client({ extensions: [ext.empty(35), ext.empty(23)] });
  expect(one.ja3).not.toBe(other.ja3);
});

test("is the same for hellos that come after others of the same client in another order", () => {
  const one: HelloParts = { extensions: [ext.empty(23), ext.empty(35)] };
  const [first, other, again] = [one, { extensions: [ext.empty(35), ext.empty(23)] }, one].map(client);
  expect(again!.kind).toBe(other!.kind);
  expect(again!.ja3).toBe(first!.ja3);
  expect(other!.ja3).not.toBe(first!.ja3);
});

test("tells every number of one to five digits as decimal", () => {
  const types = [5, 9, 10, 65, 99, 100, 513, 999, 1000, 4865, 9999, 10_000, 65_281, 65_535];
  const { ja3 } = client({ extensions: types.map(ext.empty) });
  expect(ja3).toBe(md5(`771,4865,${types.join("-")},,`));
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
