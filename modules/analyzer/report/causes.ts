import type { Cause } from "../../contracts";

/** What a cause means, in the words of the text report; `docs/record.md` tells more. */
export const CAUSE_MEANINGS: Readonly<Record<Cause, string>> = {
  "closed-after-handshake":
    "Finished, then closed without application data: probes, preconnects, late checks of the certificate.",
  "server-rejected-hello": "The server ended it before its ServerHello: it cannot or will not serve this hello.",
  "hello-retry-abandoned": "The server asked for another hello, and the client left.",
  "client-rejected-server": "The client ended it with an alert after it had seen the server's answer.",
  "client-closed-silently": "The client left without an alert after it had seen the server's answer.",
  "server-rejected-client": "The server ended it with an alert after the client's key exchange.",
  "client-certificate-missing": "The server wants a client certificate, and the client sent none.",
  "client-certificate-rejected": "The server did not accept the client's certificate.",
  "hello-incomplete": "The client's hello did not arrive whole.",
  "hello-malformed": "The client's first bytes look like TLS, but are no valid hello.",
  "sslv2-hello": "The client sent a hello in the format of SSL 2.0.",
  "client-stalled": "The client stopped answering in mid-handshake.",
  "server-stalled": "The server stopped answering in mid-handshake.",
  interrupted: "The handshake ended half-way.",
  "no-client-data": "Connected and left without a byte: health checks, scanners, preconnects.",
  "plain-http": "The client spoke HTTP to the TLS port.",
  "proxy-protocol": "The client, a proxy, sent a PROXY protocol header, which the listener does not expect.",
  ssh: "The client spoke SSH to the TLS port.",
  "other-protocol": "The client spoke something else than TLS.",
  refused: "The connection was refused.",
  "no-syn-ack": "The connection attempt was not answered.",
  "capture-gap": "The capture lost packets of the handshake.",
  "joined-late": "The capture began after the handshake did.",
  "one-sided": "The capture holds one direction only.",
  truncated: "The capture cut off bytes of the handshake.",
  "still-open": "The capture ended before the handshake did.",
  "over-limit": "A limit of the analysis was reached.",
};
