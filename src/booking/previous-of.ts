type Data = Readonly<Record<string, unknown>>;

/** Old values of the fields that changed, as `data.previous` of an event. */
export const previousOf = <Fields extends Data>(before: Fields, after: Fields): Partial<Fields> => {
  const changed = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const entries = changed.map((name) => [name, before[name] ?? null]);
  return Object.fromEntries(entries);
};
