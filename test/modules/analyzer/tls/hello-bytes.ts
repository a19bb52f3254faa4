/** Writes hellos for tests, field by field in wire order, with every length computed. */

export function u16(value: number): number[] {
  return [value >> 8, value & 0xff];
}

/** A vector after its length in one or two bytes. */
export function vector(lengthBytes: 1 | 2, content: readonly number[]): number[] {
  return [...(lengthBytes === 1 ? [content.length] : u16(content.length)), ...content];
}

export function codes(values: readonly number[]): number[] {
  return values.flatMap(u16);
}

export function ascii(text: string): number[] {
  return [...Buffer.from(text, "latin1")];
}

/** Extensions of a client by their type, each with its data. */
export const ext = {
  serverName: (name: string): Extension => [0, vector(2, [0, ...vector(2, ascii(name))])],
  groups: (values: readonly number[]): Extension => [10, vector(2, codes(values))],
  pointFormats: (values: readonly number[]): Extension => [11, vector(1, values)],
  signatures: (values: readonly number[]): Extension => [13, vector(2, codes(values))],
  alpn: (...protocols: readonly (readonly number[])[]): Extension => [
    16,
    vector(
      2,
      protocols.flatMap((protocol) => vector(1, protocol)),
    ),
  ],
  versions: (values: readonly number[]): Extension => [43, vector(1, codes(values))],
  keyShares: (groups: readonly number[]): Extension => [
    51,
    vector(
      2,
      groups.flatMap((group) => [...u16(group), ...vector(2, [1, 2, 3])]),
    ),
  ],
  empty: (type: number): Extension => [type, []],
};

export type Extension = readonly [type: number, data: readonly number[]];

export interface HelloParts {
  readonly version?: number;
  readonly sessionId?: readonly number[];
  readonly ciphers?: readonly number[];
  readonly compression?: readonly number[];
  /** Null for a hello that ends before its extensions. */
  readonly extensions?: readonly Extension[] | null;
}

const RANDOM = new Array<number>(32).fill(0x55);

function extensionBlock(extensions: readonly Extension[] | null): number[] {
  if (extensions === null) return [];
  return vector(
    2,
    extensions.flatMap(([type, data]) => [...u16(type), ...vector(2, data)]),
  );
}

/** A ClientHello without its handshake header. */
export function clientHelloBytes(parts: HelloParts = {}): Uint8Array {
  return Uint8Array.from([
    ...u16(parts.version ?? 0x0303),
    ...RANDOM,
    ...vector(1, parts.sessionId ?? []),
    ...vector(2, codes(parts.ciphers ?? [0x1301])),
    ...vector(1, parts.compression ?? [0]),
    ...extensionBlock(parts.extensions === undefined ? [] : parts.extensions),
  ]);
}

export interface ServerHelloParts {
  readonly version?: number;
  readonly random?: readonly number[];
  readonly sessionId?: readonly number[];
  readonly cipher?: number;
  readonly extensions?: readonly Extension[] | null;
}

/** A ServerHello without its handshake header. */
export function serverHelloBytes(parts: ServerHelloParts = {}): Uint8Array {
  return Uint8Array.from([
    ...u16(parts.version ?? 0x0303),
    ...(parts.random ?? RANDOM),
    ...vector(1, parts.sessionId ?? []),
    ...u16(parts.cipher ?? 0x1301),
    0,
    ...extensionBlock(parts.extensions === undefined ? [] : parts.extensions),
  ]);
}
