import type { Actor } from "#domain/context.ts";

/** Who acts, as it is kept with what was done: `usr_…`, `key_…`, or `system`. */
export const actorId = ({ by }: Actor): string => {
  switch (by.kind) {
    case "user":
      return by.userId;
    case "api_key":
      return by.keyId;
    case "system":
      return "system";
  }
};
