/** Writes bytes one after the other into room that its owner knows to be large enough. */
@unmanaged
export class ByteWriter {
  /** Where the next byte goes. */
  at: usize;

  constructor(public start: usize) {
    this.at = start;
  }

  @inline
  byte(value: i32): void {
    store<u8>(this.at, value);
    this.at++;
  }

  /** In network byte order. */
  @inline
  short(value: i32): void {
    store<u16>(this.at, bswap<u16>(<u16>value));
    this.at += 2;
  }

  copy(start: usize, length: usize): void {
    memory.copy(this.at, start, length);
    this.at += length;
  }

  /**
   * In decimal digits; from 0 to 65535, as all code points are. Overwrites what follows, up to eight bytes in all.
   *
   * Five digits are made, the first in the lowest byte, and leading zeros shifted out: how many there are of them is as good as
   * random, and a processor that guesses wrong loses more than this takes.
   */
  decimal(value: u32): void {
    const tens = value / 10;
    const hundreds = value / 100;
    const thousands = value / 1000;
    const tenThousands = value / 10_000;
    const first = tenThousands | ((thousands - 10 * tenThousands) << 8);
    const middle = ((hundreds - 10 * thousands) << 16) | ((tens - 10 * hundreds) << 24);
    const digits = ((<u64>(value - 10 * tens)) << 32) | (first | middle) | FIVE_ZEROS;
    const leading = i32(value < 10) + i32(value < 100) + i32(value < 1000) + i32(value < 10_000);
    store<u64>(this.at, digits >> (8 * leading));
    this.at += 5 - leading;
  }

  /** In decimal digits, of any number. */
  whole(value: u64): void {
    let digits = 1;
    for (let rest = value; rest > 9; rest /= 10) digits++;
    this.at += digits;
    let at = this.at;
    do {
      store<u8>(--at, ZERO + <u8>(value % 10));
      value /= 10;
    } while (value > 0);
  }

  /** In two hexadecimal digits. */
  hexByte(value: i32): void {
    this.hexDigit(value >> 4);
    this.hexDigit(value & 15);
  }

  hexDigit(digit: i32): void {
    this.byte(digit < 10 ? ZERO + digit : LETTER_A - 10 + digit);
  }
}

const ZERO = 0x30;
const FIVE_ZEROS: u64 = 0x3030303030;
const LETTER_A = 0x61;
