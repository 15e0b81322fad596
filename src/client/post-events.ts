/** `index` counts in the request; null where the whole request is meant. */
export type PlacedProblem = { index: number | null; field: string | null; rule: string };

export type Answer =
  | { kind: "accepted"; ids: string[] }
  /** Sending the same request again cannot help. */
  | { kind: "refused"; status: number; message: string; problems: PlacedProblem[] }
  /** The same request may succeed later. Status null = no answer. */
  | { kind: "unavailable"; status: number | null; message: string; retryAfterMs: number | null; cause?: unknown };

/** Part of the web's Response that is read here, so that no type of a platform is needed. */
type HttpAnswer = { status: number; headers: { get(name: string): string | null }; text(): Promise<string> };

export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body: string; redirect: "manual"; signal: AbortSignal },
) => Promise<HttpAnswer>;

/** Posts events, each given as JSON text. */
export type PostEvents = (texts: readonly string[]) => Promise<Answer>;

const REFUSALS: readonly number[] = [400, 409, 413, 422];

/** Sends one request, without repeats. Throws nothing. */
export const createPostEvents =
  ({ url, timeoutMs, fetch }: { url: string; timeoutMs: number; fetch: Fetch }): PostEvents =>
  async (texts) => {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: `[${texts.join(",")}]`,
        // Followed, a redirect would turn the POST into a GET.
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      });
      return readAnswer(response, await response.text(), texts.length);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      return {
        kind: "unavailable",
        status: null,
        message: `Bellhop did not answer: ${why}`,
        retryAfterMs: null,
        cause,
      };
    }
  };

const readAnswer = ({ status, headers }: HttpAnswer, text: string, count: number): Answer => {
  const body = parseObject(text);
  if (status === 200) {
    const ids = body.ids;
    if (isTexts(ids) && ids.length === count) return { kind: "accepted", ids };
    return {
      kind: "unavailable",
      status,
      message: `The answer of the address is not Bellhop's: ${text.slice(0, 100)}`,
      retryAfterMs: null,
    };
  }
  const message = typeof body.error === "string" ? body.error : `Bellhop answered ${status}.`;
  if (!REFUSALS.includes(status)) {
    return { kind: "unavailable", status, message, retryAfterMs: retryAfterMs(headers.get("retry-after")) };
  }
  const problems = Array.isArray(body.errors) ? body.errors.flatMap(readProblem) : [];
  return {
    kind: "refused",
    status,
    message,
    problems: problems.length > 0 ? problems : [{ index: null, field: null, rule: message }],
  };
};

const parseObject = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string");

/** Reads `3.data.startTime` as the fourth event and its field `data.startTime`. */
const readProblem = (error: unknown): PlacedProblem[] => {
  if (!isObject(error) || typeof error.path !== "string" || typeof error.message !== "string") return [];
  const [, index = null, field = null] = /^(\d+)(?:\.(.+))?$/s.exec(error.path) ?? [];
  return [{ index: index === null ? null : Number(index), field, rule: error.message }];
};

/** Reads seconds or a date (RFC 9110, section 10.2.3). Null for anything else. */
export const retryAfterMs = (header: string | null, now = Date.now()): number | null => {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
};
