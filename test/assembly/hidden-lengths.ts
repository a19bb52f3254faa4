import {
  ClientCertificate,
  HiddenClientFlight,
  HiddenServerReply,
  Meaning,
} from "../../modules/analyzer/assembly/tls/hidden-records";

export function newFlight(cipherSuite: i32, earlyData: bool): HiddenClientFlight {
  const flight = new HiddenClientFlight();
  flight.begin(cipherSuite, earlyData);
  return flight;
}

export function acceptOfClient(flight: HiddenClientFlight, length: i32): Meaning {
  return flight.accept(length);
}

export function hasFinished(flight: HiddenClientFlight): bool {
  return flight.finished;
}

export function certificateOf(flight: HiddenClientFlight): ClientCertificate {
  return flight.certificate;
}

export function dataRecordsOfClient(flight: HiddenClientFlight): i32 {
  return flight.dataRecords;
}

export function isEarlyDataTaken(flight: HiddenClientFlight): bool {
  return flight.earlyDataTaken;
}

export function hasSaidGoodbye(flight: HiddenClientFlight): bool {
  return flight.saidGoodbye;
}

export function doubtfulRecords(flight: HiddenClientFlight, serverRecordsAfter: i32, serverSentData: bool): i32 {
  return flight.doubtfulRecords(serverRecordsAfter, serverSentData);
}

export function newReply(cipherSuite: i32): HiddenServerReply {
  const reply = new HiddenServerReply();
  reply.begin(cipherSuite);
  return reply;
}

export function acceptOfServer(reply: HiddenServerReply, length: i32): Meaning {
  return reply.accept(length);
}

export function isSilent(reply: HiddenServerReply): bool {
  return reply.silent;
}

export function dataRecordsOfServer(reply: HiddenServerReply): i32 {
  return reply.dataRecords;
}
