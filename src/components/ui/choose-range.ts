type Chosen = { selected: ReadonlySet<string>; max: number };

/**
 * Returns the selection after a click on `id`. Without `from` the click turns that row on or off; with it, all rows from there to
 * `id` become as `id` does. Leaves rows out beyond `max`.
 */
export const chooseRange = (
  { selected, max }: Chosen,
  ids: readonly string[],
  { id, from }: { id: string; from: string | null },
): ReadonlySet<string> => {
  const isOn = !selected.has(id);
  const [start, end] = [ids.indexOf(from ?? id), ids.indexOf(id)].toSorted((a, b) => a - b);
  const range = start === undefined || start < 0 || end === undefined ? [id] : ids.slice(start, end + 1);
  const next = new Set(selected);
  for (const one of range) {
    if (!isOn) next.delete(one);
    else if (next.size < max) next.add(one);
  }
  return next;
};
