import type { Actor } from "#domain/context.ts";

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
