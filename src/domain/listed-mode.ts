import type { Actor } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import type { Mode } from "#domain/mode.schema.ts";

/** Mode of a list or a new webhook: as asked, else of the API key. Throws `invalid` for a test key that asks for live objects. */
export const listedMode = (actor: Pick<Actor, "mode">, asked: Mode | null | undefined): Mode => {
  if (actor.mode === "test" && asked === "live")
    throw new DomainError("invalid", "This is a test key, which works on test objects only. Use a live key.", [
      { path: "mode", message: 'must be "test" with a test key, or left out' },
    ]);
  return asked ?? actor.mode ?? "live";
};
