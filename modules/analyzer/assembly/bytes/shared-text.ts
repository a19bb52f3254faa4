/** A text that many refer to; it lives as long as one of them does. Its bytes follow. `engine/held-texts.ts` makes them as well. */
@unmanaged
export class SharedText {
  references: i32;
  length: i32;

  @inline
  get bytes(): usize {
    return changetype<usize>(this) + offsetof<SharedText>();
  }
}

/** A copy of `length` bytes at `start`, to be given back by `releaseText`. */
export function newText(start: usize, length: i32): SharedText {
  const text = changetype<SharedText>(heap.alloc(offsetof<SharedText>() + length));
  text.references = 1;
  text.length = length;
  memory.copy(text.bytes, start, length);
  return text;
}

/** Somebody else refers to it from now on. */
export function retainedText(text: SharedText | null): SharedText | null {
  if (text !== null) text.references++;
  return text;
}

export function releaseText(text: SharedText | null): void {
  if (text !== null && --text.references === 0) heap.free(changetype<usize>(text));
}

export function lengthOf(text: SharedText | null): i32 {
  return text === null ? 0 : text.length;
}
