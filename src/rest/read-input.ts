import type { ApiRequest, PathParams } from "#domain/api-message.ts";
import { ID_CHARS_MAX } from "#domain/bounded.schema.ts";
import { notFound } from "#domain/errors.ts";
import { refuseOtherMedia } from "#domain/json/refuse-other-media.ts";
import type { ReadOptions } from "#domain/read-body.ts";
import { takePostedEvents } from "#engine/accept/posted-events.ts";
import { takeJson } from "#rest/read-json.ts";
import type { DescribedRoute } from "#rest/route.ts";

const BODY_BYTES_MAX = 1024 * 1024;

/** Read body; `events` and `bytes` count toward the tenant's event limits. */
export type Taken = { value: unknown; events: number; bytes: number; leave: () => void };

/** Reads the body. Events are only counted here; the domain parses them one at a time. */
export const takeBodyOf = async (
  { input, takesEvents }: Pick<DescribedRoute, "input" | "takesEvents">,
  request: ApiRequest,
  options: ReadOptions,
): Promise<Taken> => {
  if (!input.body) return { value: undefined, events: 0, bytes: 0, leave: () => {} };
  if (!takesEvents) return { events: 0, bytes: 0, ...(await takeJson(request, BODY_BYTES_MAX, options)) };
  refuseOtherMedia(request.headers, { needsType: true });
  const { posted, leave } = await takePostedEvents(request, options);
  return { value: posted, events: posted.count, bytes: posted.bytes, leave };
};

export const parametersOf = ({ target }: Pick<ApiRequest, "target">): URLSearchParams => {
  const start = target.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : target.slice(start));
};

const IDS: ReadonlySet<string> = new Set(["id", "rid"]);

/**
 * Rejects ids longer than any stored id, and NUL, which PostgreSQL rejects in text.
 *
 * @param nameCharsMax longest parameter that is no id
 */
export const checkParams = (params: PathParams, nameCharsMax = ID_CHARS_MAX): PathParams => {
  const isPossible = ([name, value]: [string, string]) =>
    value.length <= (IDS.has(name) ? ID_CHARS_MAX : nameCharsMax) && !value.includes("\0");
  if (!Object.entries(params).every(isPossible)) throw notFound("object");
  return params;
};
