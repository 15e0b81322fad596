import type { Deps } from "#domain/context.ts";
import { isErrorReason } from "#domain/error-reasons.values.ts";
import { DomainError, type FieldError } from "#domain/errors.ts";
import { subscribingProblem } from "#domain/event-types/check-event-name.ts";
import type { PlatformTypes } from "#domain/event-types/platform-types.ts";
import { checkUrl, type UrlRefusal } from "#domain/url-policy/check-url.ts";

/** Resolves the host only if an allowed network could permit the URL. */
export const judgeUrl = async (
  { settings: { addressPolicy }, resolveHost }: Pick<Deps, "settings" | "resolveHost">,
  url: string,
): Promise<{ ok: true } | UrlRefusal> => {
  const check = checkUrl(url, addressPolicy);
  if (check.ok || !check.byAddresses) return check;
  return checkUrl(url, addressPolicy, await resolveHost(new URL(url).hostname));
};

export const assertAllowed = (verdict: { ok: true } | UrlRefusal | null): void => {
  if (verdict && !verdict.ok)
    throw new DomainError("invalid", verdict.message, [
      { path: "url", message: verdict.message, ...urlReasonOf(verdict.code) },
    ]);
};

const urlReasonOf = (code: string) => {
  const reason = `url_${code}`;
  return isErrorReason(reason) ? { reason } : {};
};

/** Drops repeats. Throws `invalid` for a name that is neither an event type nor a wildcard. */
export const knownEvents = (events: readonly string[], platform: PlatformTypes): string[] => {
  const errors = events.flatMap((name, index): FieldError[] => {
    const message = subscribingProblem(name, platform);
    return message === null ? [] : [{ path: `events.${index}`, message, reason: "field_event_type" }];
  });
  if (errors[0]) throw new DomainError("invalid", errors[0].message, errors);
  return [...new Set(events)];
};
