/** What the engine tells the analyzer. */

/** A connection to report on has begun in this row, with packet `ordinal`. */
export declare function begin(row: i32, ordinal: f64): void;

/** A reported connection is over as far as the capture goes. What is known of it was written down before: `facts.ts`. */
export declare function end(why: i32, nowUs: f64): void;

/**
 * What `[start, end)` is, as text of JSON: see `Described`. Returns where that lies, allocated here, with its length in four
 * bytes before it.
 */
export declare function describe(what: i32, start: usize, end: usize, detail: i32): usize;
