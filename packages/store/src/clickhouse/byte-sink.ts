const TWO_32 = 2 ** 32;

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** Bytes that grow as they are written, little-endian, as ClickHouse's binary formats have them. */
export class ByteSink {
  private bytes = Buffer.alloc(64 * 1024);
  /** Writes 64-bit integers several times as fast as Buffer does. */
  private view = viewOf(this.bytes);
  private at = 0;

  /** What was written so far. */
  done(): Buffer {
    return this.bytes.subarray(0, this.at);
  }

  u8(value: number): void {
    this.room(1);
    this.bytes[this.at++] = value;
  }

  u16(value: number): void {
    this.room(2);
    this.at = this.bytes.writeUInt16LE(value, this.at);
  }

  u32(value: number): void {
    this.room(4);
    this.at = this.bytes.writeUInt32LE(value >>> 0, this.at);
  }

  /** A whole number of at most 53 bits as a signed 64-bit one. */
  i64(value: number): void {
    this.room(8);
    this.at = this.bytes.writeUInt32LE(value >>> 0, this.at);
    this.at = this.bytes.writeInt32LE(Math.floor(value / TWO_32), this.at);
  }

  u64(value: bigint): void {
    this.room(8);
    this.view.setBigUint64(this.at, value, true);
    this.at += 8;
  }

  /** The lowest 128 bits of a BigInt. */
  u128(value: bigint): void {
    this.room(16);
    if (value === 0n) this.bytes.fill(0, this.at, this.at + 16);
    else {
      this.view.setBigUint64(this.at, value, true);
      this.view.setBigUint64(this.at + 8, value >> 64n, true);
    }
    this.at += 16;
  }

  varint(value: number): void {
    this.room(5);
    let rest = value;
    while (rest > 127) {
      this.bytes[this.at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  /** UTF-8 with its length before it. */
  text(value: string): void {
    if (value.length > 40 || !this.shortText(value)) this.longText(value);
  }

  raw(value: Uint8Array): void {
    this.varint(value.length);
    this.room(value.length);
    this.bytes.set(value, this.at);
    this.at += value.length;
  }

  /** Most texts are short and plain: looking at each letter costs less than a call into the runtime. */
  private shortText(value: string): boolean {
    const { length } = value;
    this.room(1 + length);
    const start = this.at + 1;
    for (let index = 0; index < length; index++) {
      const letter = value.charCodeAt(index);
      if (letter > 127) return false;
      this.bytes[start + index] = letter;
    }
    this.bytes[this.at] = length;
    this.at = start + length;
    return true;
  }

  private longText(value: string): void {
    const length = Buffer.byteLength(value);
    this.varint(length);
    this.room(length);
    this.at += this.bytes.write(value, this.at);
  }

  private room(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + count));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
    this.view = viewOf(larger);
  }
}
