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

  /** In decimal digits; from 0 to 65535, as all code points are. */
  decimal(value: i32): void {
    if (value >= 10_000) this.byte(ZERO + value / 10_000);
    if (value >= 1000) this.byte(ZERO + ((value / 1000) % 10));
    if (value >= 100) this.byte(ZERO + ((value / 100) % 10));
    if (value >= 10) this.byte(ZERO + ((value / 10) % 10));
    this.byte(ZERO + (value % 10));
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
const LETTER_A = 0x61;
