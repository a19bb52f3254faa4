import { keyExchangeGroup } from "../../../../modules/analyzer/tls/server-key-exchange";
import { concat } from "../../../support/frames";
import { clientHello, handshake, message } from "../../../support/tls-records";
import { EngineConversation } from "./engine-conversation";
import { serverHelloBytes } from "./hello-bytes";
import { TlsEngine } from "./tls-engine";

const ECDHE_RSA = 0xc02f;
const SECP256R1 = Uint8Array.from([3, 0, 23, 65, 4]);

const engine = new TlsEngine();

/** Of a server that chose this suite and sent this message. */
function groupOf(suite: number, body: Uint8Array): number | null {
  const messages = concat(message(2, serverHelloBytes({ cipher: suite })), message(12, body));
  const { transcript } = new EngineConversation(engine)
    .data("client", clientHello())
    .data("server", handshake(messages));
  return transcript.keyExchangeGroup;
}

test("says nothing for Diffie-Hellman over finite fields, whose first byte may look like a named curve", () => {
  expect(groupOf(0x009e, SECP256R1)).toBeNull();
});

test("says nothing for ECDHE_PSK, which sends a hint first", () => {
  expect(groupOf(0xc035, SECP256R1)).toBeNull();
});

test("says nothing for a curve described by its parameters", () => {
  expect(groupOf(ECDHE_RSA, Uint8Array.from([1, 0, 23]))).toBeNull();
  expect(keyExchangeGroup(ECDHE_RSA, 0x010017)).toBeNull();
});

test.each([0, 1, 2])("says nothing for a message of %d bytes", (length) => {
  expect(groupOf(ECDHE_RSA, SECP256R1.slice(0, length))).toBeNull();
});

test.each([ECDHE_RSA, 0xc02b, 0xc018])("reads the named curve for suite %d", (suite) => {
  expect(groupOf(suite, SECP256R1)).toBe(23);
  expect(groupOf(suite, Uint8Array.from([3, 0x11, 0xec]))).toBe(0x11ec);
});
