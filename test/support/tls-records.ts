import { clientHelloBytes, ext, serverHelloBytes, type HelloParts } from "../modules/analyzer/tls/hello-bytes";
import { concat, u16, u24, u8 } from "./wire-bytes";

/** Builds TLS records and the handshake messages in them, RFC 8446 sections 4 and 5.1. */

export const ContentType = { CHANGE_CIPHER_SPEC: 20, ALERT: 21, HANDSHAKE: 22, APPLICATION_DATA: 23 } as const;

export function record(type: number, fragment: Uint8Array, version = 0x0303): Uint8Array {
  return concat(u8(type), u16(version), u16(fragment.length), fragment);
}

/** A handshake message, to be put into a record. */
export function message(type: number, body: Uint8Array): Uint8Array {
  return concat(u8(type), u24(body.length), body);
}

/** Handshake messages in one record. */
export function handshake(...messages: readonly Uint8Array[]): Uint8Array {
  return record(ContentType.HANDSHAKE, concat(...messages));
}

/** A record of application data, of which only the length counts. */
export function hidden(length: number): Uint8Array {
  return record(ContentType.APPLICATION_DATA, new Uint8Array(length).fill(0xe5));
}

/** @param level 1 warning, 2 fatal */
export function alert(code: number, level = 2): Uint8Array {
  return record(ContentType.ALERT, Uint8Array.of(level, code));
}

/** An alert of TLS 1.2 under AES-GCM. */
export function encryptedAlert(): Uint8Array {
  return record(ContentType.ALERT, new Uint8Array(26).fill(0xa1));
}

/** Finished of TLS 1.2 under AES-GCM. */
export function encryptedFinished(): Uint8Array {
  return record(ContentType.HANDSHAKE, new Uint8Array(40).fill(0xf1));
}

export function changeCipherSpec(): Uint8Array {
  return record(ContentType.CHANGE_CIPHER_SPEC, u8(1));
}

/** Offers TLS 1.3 and 1.2, unless told otherwise. */
export function clientHello(parts: HelloParts = {}): Uint8Array {
  return handshake(clientHelloMessage(parts));
}

export function clientHelloMessage(parts: HelloParts = {}): Uint8Array {
  const extensions = [ext.serverName("api.example.com"), ext.groups([0x001d, 0x0017]), ext.versions([0x0304, 0x0303])];
  return message(1, clientHelloBytes({ ciphers: [0x1301, 0xc02f], extensions, ...parts }));
}

/** A hello that offers early data. */
export function earlyDataHello(): Uint8Array {
  return clientHello({ extensions: [ext.versions([0x0304]), ext.empty(42)] });
}

/** @param cipher 0x1301 unless told otherwise */
export function serverHello13(cipher = 0x1301): Uint8Array {
  return handshake(message(2, serverHelloBytes({ cipher, extensions: [[43, u16Array(0x0304)]] })));
}

const HELLO_RETRY_RANDOM = [...Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex")];

export function helloRetryRequest(): Uint8Array {
  const parts = { random: HELLO_RETRY_RANDOM, extensions: [[43, u16Array(0x0304)] as const] };
  return handshake(message(2, serverHelloBytes(parts)));
}

export function serverHello12(): Uint8Array {
  return message(2, serverHelloBytes({ cipher: 0xc02f }));
}

/** An unreadable certificate; verdicts do not look into it. */
export function certificate(): Uint8Array {
  return message(11, concat(u24(8), u24(5), new Uint8Array(5)));
}

export function emptyCertificate(): Uint8Array {
  return message(11, u24(0));
}

export function certificateRequest(): Uint8Array {
  return message(13, Uint8Array.of(1, 1, 0, 2, 4, 1, 0, 0));
}

export function serverHelloDone(): Uint8Array {
  return message(14, new Uint8Array(0));
}

export function clientKeyExchange(): Uint8Array {
  return message(16, new Uint8Array(33));
}

/** ServerHello to ServerHelloDone of a full TLS 1.2 handshake, in one record. */
export function serverFlight12(): Uint8Array {
  return handshake(serverHello12(), certificate(), serverHelloDone());
}

/** The same of a server that wants a client certificate. */
export function mutualServerFlight12(): Uint8Array {
  return handshake(serverHello12(), certificate(), certificateRequest(), serverHelloDone());
}

/** ClientKeyExchange, ChangeCipherSpec, Finished. */
export function clientFlight12(): Uint8Array {
  return concat(handshake(clientKeyExchange()), changeCipherSpec(), encryptedFinished());
}

/** ChangeCipherSpec, Finished. */
export function finished12(): Uint8Array {
  return concat(changeCipherSpec(), encryptedFinished());
}

/** ServerHello and the encrypted rest of a TLS 1.3 server's flight. */
export function serverFlight13(cipher = 0x1301): Uint8Array {
  return concat(serverHello13(cipher), changeCipherSpec(), hidden(1200));
}

/** ChangeCipherSpec and a Finished under SHA-256. */
export function clientFinished13(): Uint8Array {
  return concat(changeCipherSpec(), hidden(53));
}

function u16Array(value: number): number[] {
  return [...u16(value)];
}
