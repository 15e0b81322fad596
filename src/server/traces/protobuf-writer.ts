const START_BYTES = 65_536;
/** More than any field but a text takes. */
const ROOM = 32;
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Bytes for the length of a message: up to 2 MiB. */
const LENGTH_BYTES = 3;

/**
 * Writes protobuf's wire format (https://protobuf.dev/programming-guides/encoding/) in one pass. The length of a message is known last, so it
 * takes a fixed number of bytes, also where fewer would do: readers take such numbers.
 */
export const createProtobufWriter = () => {
  let buffer = Buffer.allocUnsafe(START_BYTES);
  let at = 0;

  const tag = (field: number, wire: number, bytes = 0) => {
    if (at + bytes + ROOM > buffer.length) {
      const longer = Buffer.allocUnsafe(2 * (at + bytes + ROOM));
      buffer.copy(longer, 0, 0, at);
      buffer = longer;
    }
    writeVarint(field * 8 + wire);
  };
  /** Bits above the 32nd are divided off: shifts would lose them. */
  const writeVarint = (value: number) => {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) buffer[at++] = (rest % 0x80) | 0x80;
    buffer[at++] = rest;
  };
  /** @throws if `write` does, or for a message of 2 MiB; it leaves nothing then */
  const message = <Value>(field: number, write: (value: Value) => void, value: Value) => {
    const before = at;
    try {
      tag(field, WIRE.bytes);
      const start = at;
      at += LENGTH_BYTES;
      write(value);
      let length = at - start - LENGTH_BYTES;
      if (length >= 2 ** (7 * LENGTH_BYTES)) throw new RangeError(`A message of ${length} bytes is too long.`);
      for (let place = start; place < start + LENGTH_BYTES; place++) {
        buffer[place] = (length & 0x7f) | (place === start + LENGTH_BYTES - 1 ? 0 : 0x80);
        length >>>= 7;
      }
    } catch (error) {
      at = before;
      throw error;
    }
  };

  return {
    message,
    text: (field: number, text: string) => {
      const bytesMax = 3 * text.length;
      tag(field, WIRE.bytes, bytesMax);
      if (bytesMax < 0x80) {
        const length = buffer.write(text, at + 1);
        buffer[at] = length;
        at += 1 + length;
        return;
      }
      writeVarint(Buffer.byteLength(text));
      at += buffer.write(text, at);
    },
    /** @param hex an id in hexadecimal digits */
    hex: (field: number, hex: string) => {
      tag(field, WIRE.bytes);
      const length = hex.length / 2;
      buffer[at++] = length;
      at += buffer.write(hex, at, length, "hex");
    },
    /** @param value 0 or more */
    varint: (field: number, value: number) => {
      tag(field, WIRE.varint);
      writeVarint(value);
    },
    double: (field: number, value: number) => {
      tag(field, WIRE.fixed64);
      at = buffer.writeDoubleLE(value, at);
    },
    fixed32: (field: number, value: number) => {
      tag(field, WIRE.fixed32);
      at = buffer.writeUInt32LE(value, at);
    },
    /** Writes Unix milliseconds as nanoseconds. */
    instant: (field: number, ms: number) => {
      tag(field, WIRE.fixed64);
      at = buffer.writeBigUInt64LE(BigInt(Math.round(ms * 1_000)) * 1_000n, at);
    },
    /** Begins a message of so many bytes. */
    head: (field: number, bytes: number) => {
      tag(field, WIRE.bytes);
      writeVarint(bytes);
    },
    /** Returns what was written since the last call. */
    take: (): Uint8Array => {
      const taken = Buffer.from(buffer.subarray(0, at));
      at = 0;
      return taken;
    },
  };
};
