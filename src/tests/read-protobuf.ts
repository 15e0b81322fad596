/** Names the fields to read by their numbers. */
export type ProtobufShape = {
  readonly [field: number]: "text" | "hex" | "varint" | "double" | "fixed32" | "fixed64" | ProtobufShape;
};

export type ProtobufMessage = { [field: string]: (string | number | bigint | ProtobufMessage)[] };

/** Reads a message. Zeros, and messages without any other value, are left out, as if they were not written. Throws at an unknown field. */
export const readProtobuf = (bytes: Buffer, shape: ProtobufShape): ProtobufMessage => {
  const message: ProtobufMessage = {};
  let at = 0;
  const readVarint = () => {
    for (let [value, factor] = [0, 1]; ; factor *= 0x80) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number) => {
    at += length;
    if (at > bytes.length) throw new RangeError("A field ends after its message.");
    return bytes.subarray(at - length, at);
  };
  const read = (kind: ProtobufShape[number]) => {
    if (kind === "varint") return readVarint();
    if (kind === "fixed32") return take(4).readUInt32LE();
    if (kind === "fixed64") return take(8).readBigUInt64LE();
    if (kind === "double") return take(8).readDoubleLE();
    const part = take(readVarint());
    if (kind === "text") return part.toString();
    return kind === "hex" ? part.toString("hex") : readProtobuf(part, kind);
  };
  while (at < bytes.length) {
    const field = Math.floor(readVarint() / 8);
    const kind = shape[field];
    if (kind === undefined) throw new Error(`Field ${field} is not expected.`);
    const value = read(kind);
    const isZero = typeof value === "object" ? Object.keys(value).length === 0 : value === 0 || value === 0n;
    if (!isZero || kind === "text") message[field] = [...(message[field] ?? []), value];
  }
  return message;
};
