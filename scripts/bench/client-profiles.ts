import type { Random } from "./random";

/** A kind of TLS client: what its hellos have in common. */
export interface ClientProfile {
  readonly ciphers: readonly number[];
  readonly groups: readonly number[];
  readonly schemes: readonly number[];
  readonly alpn: readonly string[];
  /** Groups for which it sends a key ahead; none for a client of TLS 1.2. */
  readonly keyShares: readonly number[];
  /** Extensions of fixed content that are told apart by their type alone. */
  readonly otherExtensions: readonly number[];
  /** Adds GREASE (RFC 8701) and shuffles its extensions, as browsers do. */
  readonly browser: boolean;
}

const MLKEM = 0x11ec;
const X25519 = 0x001d;
const P256 = 0x0017;
const P384 = 0x0018;
const P521 = 0x0019;

const TLS13_SUITES = [0x1301, 0x1302, 0x1303];
const ECDHE_SUITES = [0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8];
const CBC_SUITES = [0xc009, 0xc013, 0xc00a, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035];
const OLD_SUITES = [0xc023, 0xc027, 0x003c, 0x003d, 0x0067, 0x006b, 0x0033, 0x0039, 0xc008, 0xc012, 0x000a];

const SCHEMES = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];
const OLD_SCHEMES = [...SCHEMES, 0x0203, 0x0201, 0x0303, 0x0301];

const RENEGOTIATION_INFO = 0xff01;
const EXTENDED_MASTER_SECRET = 23;
const SESSION_TICKET = 35;
const STATUS_REQUEST = 5;
const SCT = 18;
const ENCRYPT_THEN_MAC = 22;
const COMPRESS_CERTIFICATE = 27;
const ALPS = 17613;
const DELEGATED_CREDENTIALS = 34;
const RECORD_SIZE_LIMIT = 28;

const PLAIN_EXTENSIONS = [EXTENDED_MASTER_SECRET, RENEGOTIATION_INFO, SESSION_TICKET];

const KINDS: readonly ClientProfile[] = [
  // Like Chrome.
  {
    ciphers: [...TLS13_SUITES, ...ECDHE_SUITES, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035],
    groups: [MLKEM, X25519, P256, P384],
    schemes: SCHEMES,
    alpn: ["h2", "http/1.1"],
    keyShares: [MLKEM, X25519],
    otherExtensions: [...PLAIN_EXTENSIONS, STATUS_REQUEST, SCT, COMPRESS_CERTIFICATE, ALPS],
    browser: true,
  },
  // Like Safari.
  {
    ciphers: [...TLS13_SUITES, ...ECDHE_SUITES, ...CBC_SUITES, 0xc008, 0xc012, 0x000a],
    groups: [X25519, P256, P384, P521],
    schemes: [...SCHEMES, 0x0201],
    alpn: ["h2", "http/1.1"],
    keyShares: [X25519],
    otherExtensions: [EXTENDED_MASTER_SECRET, RENEGOTIATION_INFO, STATUS_REQUEST, SCT, COMPRESS_CERTIFICATE],
    browser: true,
  },
  // Like Firefox.
  {
    ciphers: [...TLS13_SUITES, ...ECDHE_SUITES, ...CBC_SUITES],
    groups: [MLKEM, X25519, P256, P384, P521, 0x0100, 0x0101],
    schemes: [...SCHEMES, 0x0603, 0x0203, 0x0201],
    alpn: ["h2", "http/1.1"],
    keyShares: [MLKEM, X25519, P256],
    otherExtensions: [...PLAIN_EXTENSIONS, STATUS_REQUEST, DELEGATED_CREDENTIALS, RECORD_SIZE_LIMIT],
    browser: true,
  },
  // Like curl and Python, on OpenSSL.
  {
    ciphers: [0x1302, 0x1303, 0x1301, ...ECDHE_SUITES, ...OLD_SUITES, ...CBC_SUITES, 0x00ff],
    groups: [X25519, P256, 0x001e, P521, P384, 0x0100, 0x0101],
    schemes: [...OLD_SCHEMES, 0x0807, 0x0808],
    alpn: ["http/1.1"],
    keyShares: [X25519],
    otherExtensions: [SESSION_TICKET, ENCRYPT_THEN_MAC, EXTENDED_MASTER_SECRET],
    browser: false,
  },
  // Like Go.
  {
    ciphers: [...ECDHE_SUITES, ...CBC_SUITES, ...TLS13_SUITES],
    groups: [X25519, P256, P384, P521],
    schemes: OLD_SCHEMES,
    alpn: ["h2", "http/1.1"],
    keyShares: [X25519],
    otherExtensions: [STATUS_REQUEST, EXTENDED_MASTER_SECRET, RENEGOTIATION_INFO, SCT],
    browser: false,
  },
  // Like Java 17.
  {
    ciphers: [0x1302, 0x1301, 0x1303, ...ECDHE_SUITES, ...OLD_SUITES, 0x00ff],
    groups: [X25519, P256, P384, P521, 0x001e, 0x0100, 0x0101, 0x0102],
    schemes: [...OLD_SCHEMES, 0x0807, 0x0808],
    alpn: [],
    keyShares: [X25519, P256],
    otherExtensions: [STATUS_REQUEST, EXTENDED_MASTER_SECRET, SESSION_TICKET],
    browser: false,
  },
  // Like Java 8, older Android and embedded clients: no TLS 1.3.
  {
    ciphers: [...ECDHE_SUITES.slice(0, 4), ...CBC_SUITES, ...OLD_SUITES, 0x00ff],
    groups: [P256, P384, P521],
    schemes: OLD_SCHEMES,
    alpn: [],
    keyShares: [],
    otherExtensions: [EXTENDED_MASTER_SECRET, RENEGOTIATION_INFO],
    browser: false,
  },
  {
    ciphers: [...ECDHE_SUITES, ...CBC_SUITES],
    groups: [X25519, P256, P384],
    schemes: SCHEMES,
    alpn: ["http/1.1"],
    keyShares: [],
    otherExtensions: [...PLAIN_EXTENSIONS, STATUS_REQUEST],
    browser: false,
  },
];

/** What a client never leaves out, or the server would have nothing to choose. */
const KEPT: ReadonlySet<number> = new Set([...TLS13_SUITES, 0xc02f, X25519, P256, MLKEM, 0x0403, 0x0804]);

/** Distinct clients: each kind as built, configured and patched in many ways. */
export function clientProfiles(count: number, random: Random): readonly ClientProfile[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = KINDS[index % KINDS.length] as ClientProfile;
    if (index < KINDS.length) return kind;
    const some = (codes: readonly number[]): number[] => codes.filter((code) => KEPT.has(code) || !random.chance(0.25));
    return {
      ...kind,
      ciphers: some(kind.ciphers),
      groups: kind.groups.filter((group) => kind.keyShares.includes(group) || KEPT.has(group) || !random.chance(0.3)),
      schemes: some(kind.schemes),
      otherExtensions: some(kind.otherExtensions),
    };
  });
}
