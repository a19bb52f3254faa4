/** Joins words as a sentence does: `a, b and c`. Of more than `most`, the rest is counted: `a, b and 7 more`. */
export function listed(words: readonly string[], conjunction: "and" | "or", most = Infinity): string {
  const told = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
  const last = told.at(-1) ?? "none";
  return told.length < 2 ? last : `${told.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}
