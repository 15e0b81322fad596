const ID_KEYS = new Set(["customerId", "customer_id"]);
const CUSTOMER_KEYS = new Set(["customer", "customers"]);

/** Looks for `customerId` or the `id` of a `customer` at any depth. Equal ids elsewhere mean something else. */
export const isAboutCustomer = (body: Uint8Array, customerId: string): boolean =>
  names(JSON.parse(new TextDecoder().decode(body)), customerId, false);

const names = (value: unknown, customerId: string, isCustomer: boolean): boolean => {
  if (Array.isArray(value)) return value.some((entry) => names(entry, customerId, isCustomer));
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([key, inner]) =>
      ((ID_KEYS.has(key) || (isCustomer && key === "id")) && isId(inner, customerId)) ||
      names(inner, customerId, CUSTOMER_KEYS.has(key)),
  );
};

/** Accepts numbers: only `data.customerId` is known to be a string. */
const isId = (value: unknown, id: string) => value === id || (typeof value === "number" && String(value) === id);
