import { decode, encode, ExtensionCodec } from "@msgpack/msgpack";

/** A value that Terraform will know after apply only. */
class Unknown {
  readonly unknown = true;
}

export const UNKNOWN = new Unknown();

/** A value of Terraform's type system. */
export type Value = string | number | boolean | null | Unknown | Value[] | ObjectValue;

export interface ObjectValue {
  [name: string]: Value;
}

export function isObject(value: Value): value is ObjectValue {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unknown);
}

/** Unknown values are MessagePack extensions: 0 bare, 12 with hints that a stub has no use for. */
const codec = new ExtensionCodec();
codec.register({
  type: 0,
  encode: (value) => (value instanceof Unknown ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
codec.register({ type: 12, encode: () => null, decode: () => UNKNOWN });

/** A value as it crosses the plugin protocol. */
export interface DynamicValue {
  readonly msgpack: Uint8Array;
}

export function encodeValue(value: Value): DynamicValue {
  return { msgpack: encode(value, { extensionCodec: codec }) };
}

export function decodeValue(dynamic: DynamicValue | null): Value {
  if (dynamic === null || dynamic.msgpack.length === 0) return null;
  return decode(dynamic.msgpack, { extensionCodec: codec }) as Value;
}
