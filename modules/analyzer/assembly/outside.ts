/** What the engine tells the analyzer. */

/**
 * A reported connection is over as far as the capture goes, in a situation that `Entry` at this address tells from others.
 * What is known of it was written down before: `facts.ts`.
 */
export declare function end(why: i32, nowUs: f64, situation: usize): void;

/** What `[start, end)` is, as text of JSON: see `Described`. Returns where that lies, a `SharedText`. */
export declare function describe(what: i32, start: usize, end: usize, detail: i32): usize;

/** The next records, in `[start, end)`: lines, each with its line feed. */
export declare function lines(start: usize, end: usize): void;

/** Puts `[start, end)` into the spool, behind what was put there last, and returns where it begins there. */
export declare function spoolAppend(start: usize, end: usize): f64;

/** Reads from the spool to `into`. */
export declare function spoolRead(offset: f64, bytes: usize, into: usize): void;

/** This will not be read again. */
export declare function spoolFree(offset: f64, bytes: usize): void;
