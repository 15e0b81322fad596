import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { isEventType } from "#domain/event-types/catalog.ts";
import { unknownEventType } from "#domain/event-types/check-event-name.ts";
import { checkUrl } from "#domain/url-policy/check-url.ts";

/** Throws `invalid` naming the rule that the URL breaks. No DNS here: addresses are judged at every attempt. */
export const assertUrlAllowed = ({ settings }: Pick<Deps, "settings">, url: string): void => {
  const check = checkUrl(url, { allowNetworks: settings.allowNetworks });
  if (!check.ok) throw new DomainError("invalid", check.message, [{ path: "url", message: check.message }]);
};

/** The event types, each once, in the order given. Throws `invalid` listing the known ones when one does not exist. */
export const knownEvents = (events: readonly string[]): string[] => {
  const errors = events.flatMap((name, index) =>
    isEventType(name) ? [] : [{ path: `events.${index}`, message: unknownEventType(name) }],
  );
  if (errors[0]) throw new DomainError("invalid", errors[0].message, errors);
  return [...new Set(events)];
};
