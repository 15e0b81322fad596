import { ID_CHARS_MAX } from "#domain/bounded.schema.ts";

/** Returns whether a tenant can have this id. PostgreSQL refuses NUL in text, and long texts in an index. */
export const isPossibleTenant = (id: string): boolean => id !== "" && id.length <= ID_CHARS_MAX && !id.includes("\0");
