const NAME_CHARS_MAX = 100;

/** Name of the customer that an event is about, from its `data`. Null without one. */
export const customerNameOf = (event: string, data: unknown): string | null => {
  const name = fieldOf(event.startsWith("customer.") ? data : fieldOf(data, "customer"), "name");
  return typeof name === "string" && name.trim() !== "" ? name.trim().slice(0, NAME_CHARS_MAX) : null;
};

const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined;
