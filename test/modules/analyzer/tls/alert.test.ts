import * as tls from "../../../support/tls-records";
import { concat } from "../../../support/wire-bytes";
import { EngineConversation } from "./engine-conversation";
import { TlsEngine } from "./tls-engine";

const [CLOSE_NOTIFY, HANDSHAKE_FAILURE, USER_CANCELED, NO_RENEGOTIATION, UNRECOGNIZED_NAME] = [0, 40, 90, 100, 112];
const WARNING = 1;

const engine = new TlsEngine();

function greeted(): EngineConversation {
  return new EngineConversation(engine).data("client", tls.clientHello());
}

test.each([
  ["fatal", tls.alert(HANDSHAKE_FAILURE), { level: 2, code: 40 }],
  ["close_notify, though it is a warning", tls.alert(CLOSE_NOTIFY, WARNING), { level: 1, code: 0 }],
  ["a level that nobody knows", tls.alert(HANDSHAKE_FAILURE, 7), { level: 7, code: 40 }],
])("an alert ends a handshake: %s", (_, alert, told) => {
  const { transcript } = greeted().data("server", alert, 5);
  expect(transcript.ending).toEqual({ how: "alert", side: "server", alert: { by: "server", ...told }, timeUs: 5 });
});

test("an alert that is longer than one in clear is encrypted, whatever its first two bytes are", () => {
  const { transcript } = greeted().data("server", tls.serverFlight12()).data("client", tls.encryptedAlert());
  expect(transcript.ending).toMatchObject({ how: "alert", alert: { by: "client", level: null, code: null } });
});

test("an alert that comes byte by byte is the same", () => {
  const conversation = greeted();
  for (const byte of tls.alert(HANDSHAKE_FAILURE)) conversation.data("server", Uint8Array.of(byte));
  expect(conversation.transcript.ending).toMatchObject({ alert: { level: 2, code: 40 } });
});

test.each([
  ["level", 5],
  ["code", 6],
])("an alert of which the capture lost the %s is one all the same", (_, lostAt) => {
  const alert = tls.alert(HANDSHAKE_FAILURE);
  const { transcript } = greeted()
    .data("server", alert.slice(0, lostAt))
    .gap("server", 1, "unseen")
    .data("server", alert.slice(lostAt + 1));
  expect(transcript.ending).toMatchObject({ how: "alert", alert: { by: "server", level: null, code: null } });
});

describe("a warning", () => {
  test.each([UNRECOGNIZED_NAME, NO_RENEGOTIATION, USER_CANCELED])("decides nothing: %d", (code) => {
    const conversation = greeted().data("server", tls.alert(code, WARNING));
    expect([conversation.transcript.ending, conversation.settled]).toEqual([null, false]);
  });

  test("is told with the end of the stream that follows it", () => {
    const { transcript } = greeted().data("server", tls.alert(UNRECOGNIZED_NAME, WARNING)).close("server", "fin", 9);
    const alert = { by: "server", level: 1, code: UNRECOGNIZED_NAME };
    expect(transcript.ending).toEqual({ how: "fin", side: "server", alert, timeUs: 9 });
  });

  test("is none in TLS 1.3, which ignores levels, but for user_canceled", () => {
    const answered = () => greeted().data("server", tls.serverFlight13());
    const deciding = answered().data("client", tls.alert(UNRECOGNIZED_NAME, WARNING));
    expect(deciding.transcript.ending).toMatchObject({ how: "alert", alert: { code: UNRECOGNIZED_NAME } });
    const canceled = answered().data("client", tls.alert(USER_CANCELED, WARNING));
    expect(canceled.transcript.ending).toBeNull();
  });

  test.each([WARNING, 2])("user_canceled, at level %d, is what the close_notify behind it means", (level) => {
    const alerts = concat(tls.alert(USER_CANCELED, level), tls.alert(CLOSE_NOTIFY, WARNING));
    const { transcript } = greeted().data("client", alerts);
    expect(transcript.ending).toMatchObject({ how: "alert", alert: { by: "client", level, code: USER_CANCELED } });
  });

  test("of another kind is not", () => {
    const alerts = concat(tls.alert(UNRECOGNIZED_NAME, WARNING), tls.alert(CLOSE_NOTIFY, WARNING));
    expect(greeted().data("client", alerts).transcript.ending).toMatchObject({ alert: { code: CLOSE_NOTIFY } });
  });
});

test("the first alert that follows a malformed hello is told beside it, since it explains it", () => {
  const { transcript } = new EngineConversation(engine)
    .data("client", tls.clientHello().with(9 + 34, 0xff))
    .data("server", concat(tls.alert(50), tls.alert(HANDSHAKE_FAILURE)));
  expect(transcript).toMatchObject({
    ending: { how: "malformed-hello" },
    alertAfterEnding: { by: "server", level: 2, code: 50 },
  });
});

test("what follows an alert in the same segment is not read", () => {
  const { transcript } = greeted().data(
    "server",
    concat(tls.alert(HANDSHAKE_FAILURE), tls.alert(50), tls.serverFlight12()),
  );
  expect(transcript).toMatchObject({ phase: "hello-sent", ending: { alert: { code: 40 } }, alertAfterEnding: null });
});
