/**
 * What encrypted records of TLS 1.3 are, as far as their lengths tell (RFC 8446 section 5.2).
 *
 * A record of content type 23 holds plaintext, one byte of true content type, padding and the tag. Handshake messages
 * and alerts have telling lengths; nobody pads but Java, by 16 bytes (seen in OpenJDK 17).
 */

/** Lengths of records that give a message away, for one cipher suite, as whoever does not pad sends them. */
export interface HiddenLengths {
  readonly alert: number;
  readonly endOfEarlyData: number;
  readonly keyUpdate: number;
  /** A Certificate message without a certificate. */
  readonly emptyCertificate: number;
  readonly finished: number;
  /** Empty Certificate and Finished in one record. */
  readonly emptyCertificateFinished: number;
}

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

const cache = new Map<number, HiddenLengths>();

export function hiddenLengths(cipherSuite: number): HiddenLengths {
  const known = cache.get(cipherSuite);
  if (known !== undefined) return known;
  const tag = cipherSuite === TLS_AES_128_CCM_8_SHA256 ? 8 : 16;
  const finished = FINISHED_HEADER_BYTES + (cipherSuite === TLS_AES_256_GCM_SHA384 ? 48 : 32);
  const record = (plaintext: number): number => plaintext + TRUE_CONTENT_TYPE_BYTES + tag;
  const lengths = {
    alert: record(ALERT_BYTES),
    endOfEarlyData: record(END_OF_EARLY_DATA_BYTES),
    keyUpdate: record(KEY_UPDATE_BYTES),
    emptyCertificate: record(EMPTY_CERTIFICATE_BYTES),
    finished: record(finished),
    emptyCertificateFinished: record(EMPTY_CERTIFICATE_BYTES + finished),
  };
  cache.set(cipherSuite, lengths);
  return lengths;
}

/** Whether a record is as long as `plain`, or as Java makes it. */
function isAsLongAs(plain: number, length: number): boolean {
  return length === plain || length === plain + JAVA_PADDING_BYTES;
}

/** Before `begin`. */
const NO_LENGTHS = hiddenLengths(0);

/** What a record of the client seems to hold. */
export type HiddenMeaning = "alert" | "handshake" | "key-update" | "data";

/** Records of a Certificate, CertificateVerify and Finished, if each comes in its own. */
const MAX_CERTIFICATE_FLIGHT_RECORDS = 3;

/** Reads the client's encrypted records one after the other. */
export class HiddenClientFlight {
  #lengths = NO_LENGTHS;
  #earlyData = false;
  #state: "start" | "empty-certificate" | "certificate" | "data" = "start";
  #tentative = 0;
  #dataRecords = 0;
  #paddedAlerts = 0;
  #plainAlerts = 0;

  /** A Finished, or something long enough to hold one, was seen. */
  finished = false;
  /** The client Certificate: `none` when the flight was a Finished alone. */
  certificate: "unknown" | "none" | "empty" | "full" = "unknown";
  /** EndOfEarlyData was seen: the server has taken the early data. */
  earlyDataTaken = false;

  /** Starts over on the client's records of a connection. */
  begin(cipherSuite: number, earlyData: boolean): this {
    this.#lengths = hiddenLengths(cipherSuite);
    this.#earlyData = earlyData;
    this.#state = "start";
    this.#tentative = 0;
    this.#dataRecords = 0;
    this.#paddedAlerts = 0;
    this.#plainAlerts = 0;
    this.finished = false;
    this.certificate = "unknown";
    this.earlyDataTaken = false;
    return this;
  }

  /** Records that are application data whatever follows. */
  get dataRecords(): number {
    // A flight in one record never shows a Finished of its own, so what followed it was data after all.
    return this.#state === "certificate" ? this.#tentative : this.#dataRecords;
  }

  /**
   * After Finished, records as long as Java's alerts, which an HTTP request of 18 bytes is as well.
   *
   * They were data if the server answered: to a single one, since Java takes its leave with two (user_canceled and
   * close_notify), any record is an answer; to more, only application data is.
   */
  doubtfulRecords(serverRecordsAfter: number, serverSentData: boolean): number {
    return serverSentData || (this.#paddedAlerts === 1 && serverRecordsAfter > 0) ? this.#paddedAlerts : 0;
  }

  /** One record was sent of which only what follows can tell whether it was data. */
  get inDoubt(): boolean {
    return this.#paddedAlerts === 1;
  }

  /** The client seems to have said good-bye after its Finished. */
  get saidGoodbye(): boolean {
    return this.#plainAlerts > 0 || this.#paddedAlerts > 1;
  }

  accept(length: number): HiddenMeaning {
    switch (this.#state) {
      case "start":
        return this.#first(length);
      case "empty-certificate":
        return isAsLongAs(this.#lengths.alert, length) ? "alert" : this.#finish();
      case "certificate":
        return this.#inCertificateFlight(length);
      case "data":
        return this.#afterFinished(length);
    }
  }

  #first(length: number): HiddenMeaning {
    const { alert, endOfEarlyData, emptyCertificate, emptyCertificateFinished, finished } = this.#lengths;
    if (isAsLongAs(endOfEarlyData, length)) {
      // Whether early data was offered is not known when the capture lost the hello; no other message is as long.
      this.earlyDataTaken = true;
      return "handshake";
    }
    // What the client sent before it knew the server's answer, up to EndOfEarlyData or to the Finished.
    if (this.#earlyData && !isAsLongAs(finished, length) && !isAsLongAs(alert, length)) return "handshake";
    if (isAsLongAs(emptyCertificate, length)) {
      this.certificate = "empty";
      this.#state = "empty-certificate";
      return "handshake";
    }
    if (length < finished) return "alert";
    if (isAsLongAs(emptyCertificateFinished, length)) {
      this.certificate = "empty";
      return this.#finish();
    }
    if (length <= finished + JAVA_PADDING_BYTES + MAX_SETTINGS_BYTES) {
      this.certificate = "none";
      return this.#finish();
    }
    this.certificate = "full";
    this.finished = true;
    this.#state = "certificate";
    return "handshake";
  }

  #inCertificateFlight(length: number): HiddenMeaning {
    if (isAsLongAs(this.#lengths.finished, length)) return this.#finish();
    if (isAsLongAs(this.#lengths.alert, length)) return this.#afterFinished(length);
    this.#tentative++;
    if (this.#tentative < MAX_CERTIFICATE_FLIGHT_RECORDS) return "handshake";
    this.#dataRecords = this.#tentative;
    this.#state = "data";
    return "data";
  }

  #afterFinished(length: number): HiddenMeaning {
    const { alert, keyUpdate } = this.#lengths;
    if (length === alert) {
      this.#plainAlerts++;
      return "alert";
    }
    if (length === alert + JAVA_PADDING_BYTES) {
      this.#paddedAlerts++;
      return "alert";
    }
    if (isAsLongAs(keyUpdate, length)) return "key-update";
    this.#dataRecords++;
    return "data";
  }

  #finish(): HiddenMeaning {
    this.finished = true;
    this.#state = "data";
    return "handshake";
  }
}

/** A server hands out this many session tickets at most; OpenSSL sends two, s2n and Java one. */
const MAX_TICKET_RECORDS = 4;

/** Reads the server's encrypted records after the client's Finished. */
export class HiddenServerReply {
  #lengths = NO_LENGTHS;
  #ticketLength = 0;
  #tickets = 0;
  dataRecords = 0;

  /** Starts over on the server's records of a connection. */
  begin(cipherSuite: number): this {
    this.#lengths = hiddenLengths(cipherSuite);
    this.#ticketLength = 0;
    this.#tickets = 0;
    this.dataRecords = 0;
    return this;
  }

  /** Nothing but alerts was sent since the client's Finished. */
  get silent(): boolean {
    return this.#tickets === 0 && this.dataRecords === 0;
  }

  accept(length: number): "alert" | "key-update" | "ticket" | "data" {
    if (isAsLongAs(this.#lengths.alert, length)) return "alert";
    if (isAsLongAs(this.#lengths.keyUpdate, length)) return "key-update";
    // Tickets come first and are equally long.
    const isTicket = this.dataRecords === 0 && (this.#tickets === 0 || length === this.#ticketLength);
    if (isTicket && this.#tickets < MAX_TICKET_RECORDS) {
      this.#tickets++;
      this.#ticketLength = length;
      return "ticket";
    }
    this.dataRecords++;
    return "data";
  }
}
