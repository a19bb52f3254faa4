import { CLIENT_CERTIFICATES } from "../../../../modules/analyzer/tls/transcript";
import { TlsEngine } from "./tls-engine";

/** By their numbers in `assembly/tls/hidden-records.ts`. */
const MEANINGS = ["alert", "handshake", "key-update", "ticket", "data"] as const;
type Meaning = (typeof MEANINGS)[number];

const { parts } = new TlsEngine();

const [AES_128, AES_256, CHACHA, CCM, CCM_8] = [0x1301, 0x1302, 0x1303, 0x1304, 0x1305];

interface Flight {
  readonly meanings: readonly Meaning[];
  readonly finished: boolean;
  readonly certificate: string;
  readonly dataRecords: number;
  readonly earlyDataTaken: boolean;
}

/** The client's records of these lengths, one after the other, as an object of the engine. */
function clientFlight(suite: number, lengths: readonly number[], earlyData = false): number {
  const flight = parts.newFlight(suite, earlyData);
  for (const length of lengths) parts.acceptOfClient(flight, length);
  return flight;
}

function flightOf(suite: number, lengths: readonly number[], earlyData = false): Flight {
  const flight = parts.newFlight(suite, earlyData);
  return {
    meanings: lengths.map((length) => MEANINGS[parts.acceptOfClient(flight, length)]!),
    finished: parts.hasFinished(flight) !== 0,
    certificate: CLIENT_CERTIFICATES[parts.certificateOf(flight)]!,
    dataRecords: parts.dataRecordsOfClient(flight),
    earlyDataTaken: parts.isEarlyDataTaken(flight) !== 0,
  };
}

/** Lengths seen on the wire; Java's are longer by 16. */
describe.each([
  ["TLS_AES_128_GCM_SHA256", AES_128, { alert: 19, endOfEarlyData: 21, keyUpdate: 22, emptyCertificate: 25, finished: 53 }],
  ["TLS_AES_256_GCM_SHA384", AES_256, { alert: 19, endOfEarlyData: 21, keyUpdate: 22, emptyCertificate: 25, finished: 69 }],
  ["TLS_CHACHA20_POLY1305_SHA256", CHACHA, { alert: 19, endOfEarlyData: 21, keyUpdate: 22, emptyCertificate: 25, finished: 53 }],
  ["TLS_AES_128_CCM_SHA256", CCM, { alert: 19, endOfEarlyData: 21, keyUpdate: 22, emptyCertificate: 25, finished: 53 }],
  ["TLS_AES_128_CCM_8_SHA256", CCM_8, { alert: 11, endOfEarlyData: 13, keyUpdate: 14, emptyCertificate: 17, finished: 45 }],
])("under %s", (_, suite, { alert, endOfEarlyData, keyUpdate, emptyCertificate, finished }) => {
  const LENGTHS = Array.from({ length: 200 }, (_length, index) => index);

  test(`a Finished has ${finished} bytes, and nothing shorter is one`, () => {
    expect(LENGTHS.find((length) => flightOf(suite, [length]).finished)).toBe(finished);
  });

  test(`an empty certificate has ${emptyCertificate} bytes`, () => {
    const empty = LENGTHS.filter((length) => length < finished && flightOf(suite, [length]).certificate === "empty");
    expect(empty).toEqual([emptyCertificate, emptyCertificate + 16]);
  });

  test(`EndOfEarlyData has ${endOfEarlyData} bytes`, () => {
    const taken = LENGTHS.filter((length) => flightOf(suite, [length], true).earlyDataTaken);
    expect(taken).toEqual([endOfEarlyData, endOfEarlyData + 16]);
  });

  test(`an alert has ${alert} bytes, and a key update ${keyUpdate}`, () => {
    const after = LENGTHS.map((length) => flightOf(suite, [finished, length]).meanings[1]);
    const lengthsOf = (meaning: Meaning) => LENGTHS.filter((length) => after[length] === meaning);
    expect([lengthsOf("alert"), lengthsOf("key-update")]).toEqual([
      [alert, alert + 16],
      [keyUpdate, keyUpdate + 16],
    ]);
  });
}); // prettier-ignore

describe("the client's records", () => {
  test.each([
    ["an alert", AES_128, [19], ["alert"]],
    ["a padded alert", AES_128, [35], ["alert"]],
    ["an alert with a short tag", CCM_8, [11], ["alert"]],
    ["anything else too short for a Finished", AES_128, [52], ["alert"]],
    ["a SHA-256 Finished under SHA-384", AES_256, [53], ["alert"]],
    ["an alert after an empty certificate", AES_128, [25, 19], ["handshake", "alert"]],
  ])("are no Finished: %s", (_, suite, lengths, meanings) => {
    expect(flightOf(suite, lengths)).toMatchObject({ meanings, finished: false });
  });

  test.each([
    ["a Finished", AES_128, [53], "none", 0],
    ["a padded Finished", AES_128, [69], "none", 0],
    ["a Finished under SHA-384", AES_256, [69], "none", 0],
    ["a Finished with a short tag", CCM_8, [45], "none", 0],
    ["a Finished with the settings of a browser", AES_128, [63], "none", 0],
    ["a Finished and a request", AES_128, [53, 120], "none", 1],
    ["an empty certificate and a Finished", AES_128, [25, 53], "empty", 0],
    ["both in one record", AES_128, [61], "empty", 0],
    ["a padded empty certificate and a padded Finished", AES_128, [41, 69], "empty", 0],
    ["a certificate, its proof and a Finished", AES_128, [900, 280, 53], "full", 0],
    ["the same, and a request", AES_128, [900, 280, 53, 120], "full", 1],
    ["all of it in one record", AES_128, [1300], "full", 0],
    ["all of it in one record, then many of data", AES_128, [1300, 400, 400, 400], "full", 3],
  ])("hold %s", (_, suite, lengths, certificate, dataRecords) => {
    expect(flightOf(suite, lengths)).toMatchObject({ finished: true, certificate, dataRecords });
  });

  test.each([
    ["data and a Finished, when the server skipped it", [300, 400, 53], ["handshake", "handshake", "handshake"], true],
    ["data and an alert", [300, 19], ["handshake", "alert"], false],
    ["data, its end and a Finished", [300, 21, 53], ["handshake", "handshake", "handshake"], true],
  ])("begin with early data: %s", (_, lengths, meanings, finished) => {
    expect(flightOf(AES_128, lengths, true)).toMatchObject({ meanings, finished });
  });

  test("tell by EndOfEarlyData that the server took the early data", () => {
    expect(flightOf(AES_128, [300], true).earlyDataTaken).toBe(false);
    expect(flightOf(AES_128, [300, 21], true).earlyDataTaken).toBe(true);
  });

  test.each([
    ["a plain alert is a good-bye", [19], true],
    ["two padded ones are Java's good-bye", [35, 35], true],
    ["a single padded one may be a request of 18 bytes", [35], false],
    ["a key update is none", [22], false],
    ["data is none", [120], false],
  ])("after Finished: %s", (_, lengths, saidGoodbye) => {
    expect(parts.hasSaidGoodbye(clientFlight(AES_128, [53, ...lengths]))).toBe(saidGoodbye ? 1 : 0);
  });

  test.each([
    ["one, not answered", [35], 0, false, 0],
    ["one, answered by any record", [35], 1, false, 1],
    ["two, answered by a record that may be a ticket", [35, 35], 1, false, 0],
    ["two, answered by data", [35, 35], 1, true, 2],
  ])(
    "as long as Java's alerts were data only if the server answered: %s",
    (_, lengths, after, serverData, doubtful) => {
      expect(parts.doubtfulRecords(clientFlight(AES_128, [53, ...lengths]), after, serverData)).toBe(doubtful);
    },
  );
});

describe("the server's records after the client's Finished", () => {
  test.each([
    ["an alert", [19], ["alert"], true, 0],
    ["two tickets", [250, 250], ["ticket", "ticket"], false, 0],
    ["a ticket and data", [250, 900], ["ticket", "data"], false, 1],
    ["a ticket, data, and data as long as the ticket", [250, 900, 250], ["ticket", "data", "data"], false, 2],
    ["more equal records than a server has tickets", [250, 250, 250, 250, 250], ["ticket", "ticket", "ticket", "ticket", "data"], false, 1],
    ["a key update", [22], ["key-update"], true, 0],
  ])("are %s", (_, lengths, meanings, silent, dataRecords) => {
    const reply = parts.newReply(AES_128);
    expect(lengths.map((length) => MEANINGS[parts.acceptOfServer(reply, length)])).toEqual(meanings);
    expect([parts.isSilent(reply) !== 0, parts.dataRecordsOfServer(reply)]).toEqual([silent, dataRecords]);
  }); // prettier-ignore
});
