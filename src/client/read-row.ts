const fieldOf = (row: unknown, name: string): unknown =>
  typeof row === "object" && row !== null ? Object.entries(row).find(([key]) => key === name)?.[1] : undefined;

/** Reads a text column. Throws where the store gave something else. */
export const textIn = (row: unknown, name: string): string => {
  const value = fieldOf(row, name);
  if (typeof value === "string") return value;
  throw new TypeError(`The store gave no text for ${name}.`);
};

export const textOrNullIn = (row: unknown, name: string): string | null =>
  fieldOf(row, name) === null ? null : textIn(row, name);

export const countIn = (row: unknown, name: string): number => {
  const value = fieldOf(row, name);
  if (typeof value === "number") return value;
  throw new TypeError(`The store gave no number for ${name}.`);
};
