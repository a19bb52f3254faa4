import {
  HiddenClientFlight,
  hiddenLengths,
  HiddenServerReply,
  type HiddenMeaning,
} from "../../../../modules/analyzer/tls/hidden-records";

const [AES_128, AES_256, CHACHA, CCM, CCM_8] = [0x1301, 0x1302, 0x1303, 0x1304, 0x1305];

/** Lengths seen on the wire; Java's are longer by 16. */
describe("lengths of records", () => {
  test.each([
    ["TLS_AES_128_GCM_SHA256", AES_128, { alert: 19, endOfEarlyData: 21, keyUpdate: 22, emptyCertificate: 25, finished: 53 }],
    ["TLS_AES_256_GCM_SHA384", AES_256, { alert: 19, endOfEarlyData: 21, keyUpdate: 22, emptyCertificate: 25, finished: 69 }],
    ["TLS_CHACHA20_POLY1305_SHA256", CHACHA, { alert: 19, finished: 53 }],
    ["TLS_AES_128_CCM_SHA256", CCM, { alert: 19, finished: 53 }],
    ["TLS_AES_128_CCM_8_SHA256", CCM_8, { alert: 11, endOfEarlyData: 13, keyUpdate: 14, emptyCertificate: 17, finished: 45 }],
  ])("under %s", (_, suite, expected) => {
    expect(hiddenLengths(suite)).toMatchObject(expected);
  }); // prettier-ignore
});

describe("the client's records", () => {
  interface Flight {
    readonly meanings: readonly HiddenMeaning[];
    readonly finished: boolean;
    readonly certificate: string;
    readonly dataRecords: number;
  }

  function flightOf(suite: number, lengths: readonly number[], earlyData = false): Flight {
    const flight = new HiddenClientFlight().begin(suite, earlyData);
    const meanings = lengths.map((length) => flight.accept(length));
    const { finished, certificate, dataRecords } = flight;
    return { meanings, finished, certificate, dataRecords };
  }

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
    const flight = new HiddenClientFlight().begin(AES_128, true);
    flight.accept(300);
    expect(flight.earlyDataTaken).toBe(false);
    flight.accept(21);
    expect(flight.earlyDataTaken).toBe(true);
  });

  test.each([
    ["a plain alert is a good-bye", [19], true],
    ["two padded ones are Java's good-bye", [35, 35], true],
    ["a single padded one may be a request of 18 bytes", [35], false],
    ["a key update is none", [22], false],
    ["data is none", [120], false],
  ])("after Finished: %s", (_, lengths, saidGoodbye) => {
    const flight = new HiddenClientFlight().begin(AES_128, false);
    for (const length of [53, ...lengths]) flight.accept(length);
    expect(flight.saidGoodbye).toBe(saidGoodbye);
  });

  test.each([
    ["one, not answered", [35], 0, false, 0],
    ["one, answered by any record", [35], 1, false, 1],
    ["two, answered by a record that may be a ticket", [35, 35], 1, false, 0],
    ["two, answered by data", [35, 35], 1, true, 2],
  ])(
    "as long as Java's alerts were data only if the server answered: %s",
    (_, lengths, after, serverData, doubtful) => {
      const flight = new HiddenClientFlight().begin(AES_128, false);
      for (const length of [53, ...lengths]) flight.accept(length);
      expect(flight.doubtfulRecords(after, serverData)).toBe(doubtful);
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
    const reply = new HiddenServerReply().begin(AES_128);
    expect(lengths.map((length) => reply.accept(length))).toEqual(meanings);
    expect([reply.silent, reply.dataRecords]).toEqual([silent, dataRecords]);
  }); // prettier-ignore
});
