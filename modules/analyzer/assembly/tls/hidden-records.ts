/**
 * What encrypted records of TLS 1.3 are, as far as their lengths tell (RFC 8446 section 5.2).
 *
 * A record of content type 23 holds plaintext, one byte of true content type, padding and the tag. Handshake messages
 * and alerts have telling lengths; nobody pads but Java, by 16 bytes (seen in OpenJDK 17).
 */

const TLS_AES_256_GCM_SHA384 = 0x1302;
const TLS_AES_128_CCM_8_SHA256 = 0x1305;

const TRUE_CONTENT_TYPE_BYTES = 1;
const JAVA_PADDING_BYTES = 16;

/** Handshake header and body in plaintext, RFC 8446 sections 4.5, 4.6.3, 4.4.2, 6. */
const ALERT_BYTES = 2;
const END_OF_EARLY_DATA_BYTES = 4;
const KEY_UPDATE_BYTES = 5;
const EMPTY_CERTIFICATE_BYTES = 8;
const FINISHED_HEADER_BYTES = 4;

/** Browsers append application settings (ALPS) to Finished; seen: 10 bytes. */
const MAX_SETTINGS_BYTES = 20;

/** Records of a Certificate, CertificateVerify and Finished, if each comes in its own. */
const MAX_CERTIFICATE_FLIGHT_RECORDS = 3;

/** A server hands out this many session tickets at most; OpenSSL sends two, s2n and Java one. */
const MAX_TICKET_RECORDS = 4;

/** What a record adds to what it holds. */
function sealOf(cipherSuite: i32): i32 {
  return TRUE_CONTENT_TYPE_BYTES + (cipherSuite === TLS_AES_128_CCM_8_SHA256 ? 8 : 16);
}

function finishedBytes(cipherSuite: i32): i32 {
  return FINISHED_HEADER_BYTES + (cipherSuite === TLS_AES_256_GCM_SHA384 ? 48 : 32);
}

/** Whether a record is as long as `plain`, or as Java makes it. */
function isAsLongAs(plain: i32, length: i32): bool {
  return length === plain || length === plain + JAVA_PADDING_BYTES;
}

/** What a record seems to hold. */
export enum Meaning {
  ALERT,
  HANDSHAKE,
  KEY_UPDATE,
  TICKET,
  DATA,
}

/** The client's Certificate message: `NONE` when the flight was a Finished alone. */
export enum ClientCertificate {
  UNKNOWN = 0,
  NONE = 1,
  EMPTY = 2,
  FULL = 3,
}

enum FlightState {
  START = 0,
  EMPTY_CERTIFICATE = 1,
  CERTIFICATE = 2,
  DATA = 3,
}

/** Reads the client's encrypted records one after the other. */
@unmanaged
export class HiddenClientFlight {
  private seal: i32 = 0;
  private finishedBytes: i32 = 0;
  private state: FlightState = FlightState.START;
  private tentative: i32 = 0;
  private records: i32 = 0;
  private paddedAlerts: i32 = 0;
  private plainAlerts: i32 = 0;
  certificate: ClientCertificate = ClientCertificate.UNKNOWN;
  private earlyData: bool = false;
  /** A Finished, or something long enough to hold one, was seen. */
  finished: bool = false;
  /** EndOfEarlyData was seen: the server has taken the early data. */
  earlyDataTaken: bool = false;

  /** Starts over on the client's records of a connection. */
  begin(cipherSuite: i32, earlyData: bool): void {
    memory.fill(changetype<usize>(this), 0, offsetof<HiddenClientFlight>());
    this.seal = sealOf(cipherSuite);
    this.finishedBytes = finishedBytes(cipherSuite);
    this.earlyData = earlyData;
  }

  /** Records that are application data whatever follows. */
  get dataRecords(): i32 {
    // A flight in one record never shows a Finished of its own, so what followed it was data after all.
    return this.state === FlightState.CERTIFICATE ? this.tentative : this.records;
  }

  /**
   * After Finished, records as long as Java's alerts, which an HTTP request of 18 bytes is as well.
   *
   * They were data if the server answered: to a single one, since Java takes its leave with two (user_canceled and
   * close_notify), any record is an answer; to more, only application data is.
   */
  doubtfulRecords(serverRecordsAfter: i32, serverSentData: bool): i32 {
    return serverSentData || (this.paddedAlerts === 1 && serverRecordsAfter > 0) ? this.paddedAlerts : 0;
  }

  /** One record was sent of which only what follows can tell whether it was data. */
  get inDoubt(): bool {
    return this.paddedAlerts === 1;
  }

  /** The client seems to have said good-bye after its Finished. */
  get saidGoodbye(): bool {
    return this.plainAlerts > 0 || this.paddedAlerts > 1;
  }

  accept(length: i32): Meaning {
    switch (this.state) {
      case FlightState.START:
        return this.first(length);
      case FlightState.EMPTY_CERTIFICATE:
        return isAsLongAs(this.seal + ALERT_BYTES, length) ? Meaning.ALERT : this.finish();
      case FlightState.CERTIFICATE:
        return this.inCertificateFlight(length);
      default:
        return this.afterFinished(length);
    }
  }

  private first(length: i32): Meaning {
    const seal = this.seal;
    const finished = seal + this.finishedBytes;
    if (isAsLongAs(seal + END_OF_EARLY_DATA_BYTES, length)) {
      // Whether early data was offered is not known when the capture lost the hello; no other message is as long.
      this.earlyDataTaken = true;
      return Meaning.HANDSHAKE;
    }
    // What the client sent before it knew the server's answer, up to EndOfEarlyData or to the Finished.
    if (this.earlyData && !isAsLongAs(finished, length) && !isAsLongAs(seal + ALERT_BYTES, length)) {
      return Meaning.HANDSHAKE;
    }
    if (isAsLongAs(seal + EMPTY_CERTIFICATE_BYTES, length)) {
      this.certificate = ClientCertificate.EMPTY;
      this.state = FlightState.EMPTY_CERTIFICATE;
      return Meaning.HANDSHAKE;
    }
    if (length < finished) return Meaning.ALERT;
    if (isAsLongAs(finished + EMPTY_CERTIFICATE_BYTES, length)) {
      this.certificate = ClientCertificate.EMPTY;
      return this.finish();
    }
    if (length <= finished + JAVA_PADDING_BYTES + MAX_SETTINGS_BYTES) {
      this.certificate = ClientCertificate.NONE;
      return this.finish();
    }
    this.certificate = ClientCertificate.FULL;
    this.finished = true;
    this.state = FlightState.CERTIFICATE;
    return Meaning.HANDSHAKE;
  }

  private inCertificateFlight(length: i32): Meaning {
    if (isAsLongAs(this.seal + this.finishedBytes, length)) return this.finish();
    if (isAsLongAs(this.seal + ALERT_BYTES, length)) return this.afterFinished(length);
    this.tentative++;
    if (this.tentative < MAX_CERTIFICATE_FLIGHT_RECORDS) return Meaning.HANDSHAKE;
    this.records = this.tentative;
    this.state = FlightState.DATA;
    return Meaning.DATA;
  }

  private afterFinished(length: i32): Meaning {
    const alert = this.seal + ALERT_BYTES;
    if (length === alert) {
      this.plainAlerts++;
      return Meaning.ALERT;
    }
    if (length === alert + JAVA_PADDING_BYTES) {
      this.paddedAlerts++;
      return Meaning.ALERT;
    }
    if (isAsLongAs(this.seal + KEY_UPDATE_BYTES, length)) return Meaning.KEY_UPDATE;
    this.records++;
    return Meaning.DATA;
  }

  private finish(): Meaning {
    this.finished = true;
    this.state = FlightState.DATA;
    return Meaning.HANDSHAKE;
  }
}

/** Reads the server's encrypted records after the client's Finished. */
@unmanaged
export class HiddenServerReply {
  private seal: i32 = 0;
  private ticketLength: i32 = 0;
  private tickets: i32 = 0;
  dataRecords: i32 = 0;

  /** Starts over on the server's records of a connection. */
  begin(cipherSuite: i32): void {
    this.seal = sealOf(cipherSuite);
    this.ticketLength = 0;
    this.tickets = 0;
    this.dataRecords = 0;
  }

  /** Nothing but alerts was sent since the client's Finished. */
  get silent(): bool {
    return this.tickets === 0 && this.dataRecords === 0;
  }

  accept(length: i32): Meaning {
    if (isAsLongAs(this.seal + ALERT_BYTES, length)) return Meaning.ALERT;
    if (isAsLongAs(this.seal + KEY_UPDATE_BYTES, length)) return Meaning.KEY_UPDATE;
    // Tickets come first and are equally long.
    const isTicket = this.dataRecords === 0 && (this.tickets === 0 || length === this.ticketLength);
    if (isTicket && this.tickets < MAX_TICKET_RECORDS) {
      this.tickets++;
      this.ticketLength = length;
      return Meaning.TICKET;
    }
    this.dataRecords++;
    return Meaning.DATA;
  }
}
