/** Quotas of VPC Traffic Mirroring that AWS does not raise ("Traffic Mirroring quotas and considerations"). */

/** Rules of one filter, both directions together. */
export const MAX_RULES_PER_FILTER = 10;

/** Sessions of one interface. */
export const MAX_SESSIONS_PER_INTERFACE = 3;

/** Interfaces that may send to one interface. */
export const SOURCES_PER_INTERFACE = 10;

/** The same where that is one of the largest instance types. */
export const SOURCES_PER_LARGE_INTERFACE = 100;
