/** What is read from the extensions of a ClientHello. Sections of RFC 8446 unless told otherwise. */
import { u16, u8 } from "../bytes/big-endian";
import { ByteCursor } from "../bytes/cursor";
import { ByteMemo } from "./byte-memo";
import { byteListMemo, codeListMemo, sharedCodes, type CodeList } from "./code-list";
import { ExtensionType } from "./extension-types";
import { isGrease } from "./grease";
import { groupName } from "./groups";
import { readVector } from "./hello-message";
import { versionName } from "./names";
import { printable } from "./printable";
import { signatureSchemeName } from "./signature-schemes";

/** What the extensions of a ClientHello say. */
export interface ClientExtensions {
  /**
   * Name in server_name, as ASCII with `\x00` for what is not printable; empty when the extension holds no name, null
   * when it is absent.
   */
  readonly serverName: string | null;
  /** Null when the extension is absent, as with all that follow. */
  readonly alpn: AlpnOffer | null;
  readonly supportedVersions: CodeList | null;
  readonly supportedGroups: CodeList | null;
  readonly signatureAlgorithms: CodeList | null;
  readonly ecPointFormats: readonly number[] | null;
  /** Groups for which a key was sent ahead, GREASE kept. */
  readonly keyShareGroups: readonly number[] | null;
  readonly pskKeyExchangeModes: readonly number[] | null;
  readonly hasPreSharedKey: boolean;
  readonly hasEarlyData: boolean;
  /** The hello in clear is then an outer one: its server name may be the provider's. */
  readonly hasEncryptedClientHello: boolean;
  /** Types of extensions whose content contradicts its own lengths; a strict server refuses the hello for it. */
  readonly malformedExtensions: readonly number[];
}

/** Protocols of application_layer_protocol_negotiation. */
export interface AlpnOffer {
  /** In wire order, GREASE left out. */
  readonly names: readonly string[];
  /** The first protocol as sent, GREASE or not; empty when there is none. */
  readonly first: Uint8Array;
  /** The lengths of the names add up. */
  readonly wellFormed: boolean;
}

/** A message that is being read. */
export type Draft<Message> = { -readonly [Field in keyof Message]: Message[Field] };

/** A balancer serves a long tail of names, most of them asked for again and again. */
const REMEMBERED_NAMES = 4096;

const content = new ByteCursor();
const versionLists = codeListMemo(versionName);
const groupLists = codeListMemo(groupName);
const schemeLists = codeListMemo(signatureSchemeName);
const byteLists = byteListMemo();
const serverNames = new ByteMemo(REMEMBERED_NAMES, printable);
const alpnOffers = new ByteMemo(256, readAlpn);

/**
 * Reads one extension into the hello, from `bytes[start, end)`, its data.
 *
 * False where the content contradicts its own lengths. What could be read is kept even then, as fingerprints need it.
 */
export function readClientExtension(
  into: Draft<ClientExtensions>,
  type: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  content.reset(bytes, start, end);
  switch (type) {
    case ExtensionType.SERVER_NAME:
      into.serverName = "";
      return readServerName(into, bytes);
    case ExtensionType.ALPN: {
      const list = readVector(content, 2, 1);
      into.alpn = alpnOffers.get(bytes, list?.start ?? start, list?.end ?? start);
      return list?.exact === true && into.alpn.wellFormed;
    }
    case ExtensionType.SUPPORTED_VERSIONS: {
      const list = readVector(content, 1, 2);
      if (list !== null) into.supportedVersions = versionLists.get(bytes, list.start, list.end);
      return list?.exact ?? false;
    }
    case ExtensionType.SUPPORTED_GROUPS: {
      const list = readVector(content, 2, 2);
      if (list !== null) into.supportedGroups = groupLists.get(bytes, list.start, list.end);
      return list?.exact ?? false;
    }
    case ExtensionType.SIGNATURE_ALGORITHMS: {
      const list = readVector(content, 2, 2);
      if (list !== null) into.signatureAlgorithms = schemeLists.get(bytes, list.start, list.end);
      return list?.exact ?? false;
    }
    case ExtensionType.EC_POINT_FORMATS: {
      const list = readVector(content, 1, 1);
      if (list !== null) into.ecPointFormats = byteLists.get(bytes, list.start, list.end);
      return list?.exact ?? false;
    }
    case ExtensionType.PSK_KEY_EXCHANGE_MODES: {
      const list = readVector(content, 1, 1);
      if (list !== null) into.pskKeyExchangeModes = byteLists.get(bytes, list.start, list.end);
      return list?.exact ?? false;
    }
    case ExtensionType.KEY_SHARE:
      return readKeyShares(into);
    case ExtensionType.PRE_SHARED_KEY:
      into.hasPreSharedKey = true;
      return true;
    case ExtensionType.EARLY_DATA:
      into.hasEarlyData = true;
      return true;
    case ExtensionType.ENCRYPTED_CLIENT_HELLO:
      into.hasEncryptedClientHello = true;
      return true;
    default:
      return true;
  }
}

const HOST_NAME = 0;

/** server_name, RFC 6066 section 3: a list of which only the first host name counts. */
function readServerName(into: Draft<ClientExtensions>, bytes: Uint8Array): boolean {
  content.enter(content.u16());
  let named = false;
  while (content.remaining > 0 && content.status === "ok") {
    const nameType = content.u8();
    const length = content.u16();
    const name = content.skip(length);
    if (name < 0) break;
    if (nameType === HOST_NAME && !named) into.serverName = serverNames.get(bytes, name, name + length);
    named ||= nameType === HOST_NAME;
  }
  return named && content.status === "ok";
}

const groups: number[] = [];

/** key_share, section 4.2.8: of each entry the group; the keys are skipped. */
function readKeyShares(into: Draft<ClientExtensions>): boolean {
  groups.length = 0;
  const outer = content.enter(content.u16());
  while (content.remaining > 0 && content.status === "ok") {
    const group = content.u16();
    if (content.skip(content.u16()) >= 0) groups.push(group);
  }
  content.leave(outer);
  into.keyShareGroups = sharedCodes(groups);
  return content.status === "ok" && content.remaining === 0;
}

/** ALPN, RFC 7301 section 3.1: protocol names, each after its length in one byte. */
function readAlpn(bytes: Uint8Array, start: number, end: number): AlpnOffer {
  const names: string[] = [];
  let first = bytes.slice(start, start);
  let at = start;
  while (at < end && at + 1 + u8(bytes, at) <= end) {
    const nameEnd = at + 1 + u8(bytes, at);
    if (at === start) first = bytes.slice(at + 1, nameEnd);
    const grease = nameEnd - at === 3 && isGrease(u16(bytes, at + 1));
    if (!grease) names.push(printable(bytes, at + 1, nameEnd));
    at = nameEnd;
  }
  return { names, first, wellFormed: at === end };
}
