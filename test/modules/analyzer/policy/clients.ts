/** Clients for tests of policies. */
import type { ClientHello } from "../../../../modules/analyzer/tls/client-hello";
import type { ClientOffer } from "../../../../modules/analyzer/tls/client-offer";
import { clientHelloBytes, ext, type HelloParts } from "../tls/hello-bytes";
import { TlsEngine } from "../tls/tls-engine";

const engine = new TlsEngine();

export function helloWith(parts: HelloParts): ClientHello {
  const hello = engine.clientHello(clientHelloBytes(parts));
  if (typeof hello === "string") throw new Error(hello);
  return hello;
}

/** What a client offers in a hello of these parts. */
export function client(parts: HelloParts): ClientOffer {
  return helloWith(parts).kind.offer;
}

const GREASE = 0x4a4a;

/** A browser of 2026. */
export const BROWSER_HELLO = helloWith({
  ciphers: [GREASE, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xc013, 0xc014, 0x9c, 0x9d, 0x2f, 0x35],
  extensions: [
    ext.serverName("api.example.com"),
    ext.versions([GREASE, 0x0304, 0x0303]),
    ext.groups([GREASE, 0x11ec, 0x1d, 0x17, 0x18]),
    ext.signatures([0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601]),
  ],
});
export const BROWSER = BROWSER_HELLO.kind.offer;

/** Java 6: TLS 1.0, CBC with SHA-1. */
export const TLS10_HELLO = helloWith({
  version: 0x0301,
  ciphers: [0x2f, 0x35, 0xc013, 0xc014, 0x00ff],
  extensions: null,
});
export const TLS10 = TLS10_HELLO.kind.offer;

/** TLS 1.2 with finite-field Diffie-Hellman only, which no policy of an Application Load Balancer has. */
export const DHE_ONLY = client({ ciphers: [0x9e, 0x9f, 0x33, 0x39], extensions: [] });

/** TLS 1.2 with AES-GCM for ECDSA certificates only. */
export const ECDSA_ONLY = client({ ciphers: [0xc02b, 0xc02c], extensions: [ext.groups([0x17])] });

/** TLS 1.2 with AES-CBC-SHA2 for RSA certificates only. */
export const RSA_CBC = client({ ciphers: [0xc027, 0xc028], extensions: [ext.groups([0x17])] });
