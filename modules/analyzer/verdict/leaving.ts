/** What it means that one side ended the handshake, by how far it had come. */
import type { FailureCause } from "../../contracts";
import { isServerDone, type AlertSeen, type Ending, type Transcript } from "../tls/transcript";

/** An end that one of the sides brought about. */
export type Leaving = Exclude<Ending, { how: "malformed-hello" | "intrusion" }>;

/** What a client means that leaves at this point. */
export function endedByClient(transcript: Transcript, ending: Leaving): FailureCause {
  switch (transcript.phase) {
    case "opening":
    case "hello-begun":
      return "hello-incomplete";
    case "hello-sent":
      return transcript.opening === "sslv2" ? "sslv2-hello" : "interrupted";
    case "retry-requested":
    case "hello-retried":
      return "hello-retry-abandoned";
    case "client-finished":
    case "finished":
      return "interrupted";
    case "answered":
    case "server-done":
    case "client-keyed":
    case "server-finished":
      if (ending.how === "alert") return "client-rejected-server";
      return isServerDone(transcript.phase) ? "client-closed-silently" : "interrupted";
  }
}

/** What a server means that leaves at this point. */
export function endedByServer(transcript: Transcript, ending: Leaving): FailureCause {
  switch (transcript.phase) {
    case "opening":
    case "hello-begun":
      // Without a word it gave up waiting for the rest; an alert says that it disliked what it had.
      return ending.how === "alert" ? "server-rejected-hello" : "hello-incomplete";
    case "hello-sent":
    case "retry-requested":
    case "hello-retried":
      return transcript.opening === "sslv2" ? "sslv2-hello" : "server-rejected-hello";
    case "answered":
    case "server-finished":
    case "finished":
      return "interrupted";
    case "server-done":
      return ending.how === "alert" && transcript.clientCertificate !== "none"
        ? refusal(transcript, ending.alert)
        : "interrupted";
    case "client-keyed":
    case "client-finished":
      return ending.how === "alert" ? refusal(transcript, ending.alert) : "interrupted";
  }
}

/** Alerts that are about a key, a message or the server itself, and not about a certificate. */
const NOT_ABOUT_CERTIFICATES: ReadonlySet<number> = new Set([10, 20, 21, 22, 30, 50, 51, 70, 71, 80]);

/** A server's alert after the client's key exchange. */
function refusal(transcript: Transcript, alert: AlertSeen): FailureCause {
  if (transcript.clientCertificate === "empty") return "client-certificate-missing";
  if (transcript.clientCertificate === "none") return "server-rejected-client";
  return alert.code !== null && NOT_ABOUT_CERTIFICATES.has(alert.code)
    ? "server-rejected-client"
    : "client-certificate-rejected";
}
