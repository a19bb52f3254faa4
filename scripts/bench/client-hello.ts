import type { ClientProfile } from "./client-profiles";
import { MessageWriter, writeHandshake } from "./message-writer";
import type { Random } from "./random";

const Extension = {
  SERVER_NAME: 0,
  SUPPORTED_GROUPS: 10,
  EC_POINT_FORMATS: 11,
  SIGNATURE_ALGORITHMS: 13,
  ALPN: 16,
  SUPPORTED_VERSIONS: 43,
  PSK_MODES: 45,
  KEY_SHARE: 51,
} as const;

const CLIENT_HELLO = 1;
const TLS10 = 0x0301;
const TLS12 = 0x0303;
const TLS13 = 0x0304;

/** Bytes of a client's key for each group; the post-quantum one makes a hello fill two packets. */
export const CLIENT_KEY_BYTES: Readonly<Record<number, number>> = { 0x11ec: 1216, 0x001d: 32, 0x0017: 65, 0x0018: 97 };
const X25519_BYTES = 32;

/** What one connection keeps through its hellos. */
export interface Caller {
  readonly profile: ClientProfile;
  readonly serverName: string;
}

/** Writes ClientHello records as the profile's program would: fresh randoms, session ids, keys and GREASE each time. */
export class ClientHelloWriter {
  readonly #random: Random;
  readonly #writer = new MessageWriter();

  constructor(random: Random) {
    this.#random = random;
  }

  /** `keyShares`: the groups keys are sent for, which after a HelloRetryRequest is the one asked for. */
  write({ profile, serverName }: Caller, keyShares = profile.keyShares): Uint8Array {
    const random = this.#random;
    const writer = this.#writer.reset();
    const isTls13 = profile.keyShares.length > 0;
    const grease = (): number[] => (profile.browser ? [0x0a0a + 0x1010 * random.below(16)] : []);
    const contents = this.#extensionContents(profile, serverName, keyShares, grease);
    const types = [...contents.keys()];
    const [firstGrease, lastGrease] = [grease(), grease()];
    const order = profile.browser ? [...firstGrease, ...random.shuffled(types), ...lastGrease] : types;

    writeHandshake(writer, CLIENT_HELLO, TLS10, () => {
      writer.u16(TLS12).bytes(random.bytes(32));
      writer.vector(1, () => writer.bytes(random.bytes(isTls13 ? 32 : 0)));
      writer.vector(2, () => writer.u16s([...grease(), ...profile.ciphers]));
      writer.vector(1, () => writer.u8(0));
      writer.vector(2, () => {
        for (const type of order) writer.u16(type).vector(2, contents.get(type) ?? (() => undefined));
      });
    });
    return writer.taken();
  }

  #extensionContents(
    profile: ClientProfile,
    serverName: string,
    keyShares: readonly number[],
    grease: () => number[],
  ): Map<number, () => void> {
    const writer = this.#writer;
    const list = (codes: readonly number[]) => () => writer.vector(2, () => writer.u16s(codes));
    const contents = new Map<number, () => void>();
    contents.set(Extension.SERVER_NAME, () =>
      writer.vector(2, () => writer.u8(0).vector(2, () => writer.ascii(serverName))),
    );
    contents.set(Extension.EC_POINT_FORMATS, () => writer.vector(1, () => writer.u8(0)));
    contents.set(Extension.SUPPORTED_GROUPS, list([...grease(), ...profile.groups]));
    contents.set(Extension.SIGNATURE_ALGORITHMS, list(profile.schemes));
    for (const type of profile.otherExtensions) contents.set(type, () => writer.bytes(otherContent(type)));
    if (profile.alpn.length > 0) {
      contents.set(Extension.ALPN, () =>
        writer.vector(2, () => {
          for (const name of profile.alpn) writer.vector(1, () => writer.ascii(name));
        }),
      );
    }
    if (profile.keyShares.length > 0) {
      contents.set(Extension.SUPPORTED_VERSIONS, () =>
        writer.vector(1, () => writer.u16s([...grease(), TLS13, TLS12])),
      );
      contents.set(Extension.PSK_MODES, () => writer.vector(1, () => writer.u8(1)));
      contents.set(Extension.KEY_SHARE, () =>
        writer.vector(2, () => {
          this.#keys(keyShares, grease());
        }),
      );
    }
    return contents;
  }

  #keys(groups: readonly number[], grease: readonly number[]): void {
    const writer = this.#writer;
    for (const group of grease) writer.u16(group).vector(2, () => writer.u8(0));
    for (const group of groups) {
      const key = this.#random.bytes(CLIENT_KEY_BYTES[group] ?? X25519_BYTES);
      writer.u16(group).vector(2, () => writer.bytes(key));
    }
  }
}

/** Contents that a parser of the extension accepts; the same in every hello. */
const OTHER_CONTENTS: ReadonlyMap<number, readonly number[]> = new Map([
  [5, [1, 0, 0, 0, 0]],
  [27, [2, 0, 2]],
  [28, [0x40, 1]],
  [34, [0, 4, 4, 3, 5, 3]],
  [17613, [0, 3, 2, 0x68, 0x32]],
  [0xff01, [0]],
]);

function otherContent(type: number): Uint8Array {
  return Uint8Array.from(OTHER_CONTENTS.get(type) ?? []);
}
