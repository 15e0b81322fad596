import type { Actor } from "#domain/context.ts";

export const actorId = ({ by }: Pick<Actor, "by">): string => {
  switch (by.kind) {
    case "user":
      return by.userId;
    case "api_key":
    case "operator":
      return by.keyId;
    case "system":
      return "system";
  }
};
