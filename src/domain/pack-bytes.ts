/**
 * Many byte strings as one parameter of a statement, which takes its rows from it by `unpackSql`. As an array of `bytea` they would
 * be written as hexadecimal text in one go: 24 MB held a worker for a third of a second (measured).
 */
export const packBytes = (parts: readonly Uint8Array[]): { packed: Buffer; starts: number[]; lengths: number[] } => {
  const lengths = parts.map(({ byteLength }) => byteLength);
  let next = 1;
  const starts = lengths.map((length) => {
    next += length;
    return next - length;
  });
  return { packed: Buffer.concat(parts), starts, lengths };
};

/** SQL for one of them: `packed` is the parameter, and `row` has the columns `start` and `length`. */
export const unpackSql = (packed: `$${number}`, row: string): string =>
  `substring(${packed}::bytea FROM ${row}.start FOR ${row}.length)`;
