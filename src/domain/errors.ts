/** Reason of a refusal. `domain/http/refusal.ts` maps every code to a status; nothing else may be thrown on purpose. */
export type DomainErrorCode =
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_large"
  /** Not readable as text: no JSON, no UTF-8. */
  | "malformed"
  /** Another media type, charset or coding than the handler takes. */
  | "unsupported_media"
  | "invalid"
  | "rate_limited"
  /** The request did not arrive in time. */
  | "timed_out"
  | "busy";

/** One wrong field: a dotted path (`events.0.data.startTime`) and what to do about it. */
export type FieldError = { path: string; message: string };

/**
 * A refusal that the caller can act on. `message` is shown to the caller: it says what to do and holds no secret and no
 * inner address. A receiver's failure is a value, never a DomainError.
 */
export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly code: DomainErrorCode;
  readonly errors: FieldError[];

  /** Next bundles a second copy of this module into the web process: an error of either copy is one. Subclasses say it anew. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof Error && error.name === "DomainError";
  }

  constructor(code: DomainErrorCode, message: string, errors: FieldError[] = []) {
    super(message);
    this.code = code;
    this.errors = errors;
  }
}

/** Refuses an object that is missing or another tenant's: the caller cannot tell which. */
export const notFound = (what: string) =>
  new DomainError("not_found", `No such ${what}. Check the id and that it belongs to this tenant.`);

const PROBLEMS_MAX = 20;

/** Lists the fields that are wrong as one text, the first twenty of them. */
export const describeFields = (errors: readonly FieldError[]): string =>
  [
    ...errors.slice(0, PROBLEMS_MAX).map(({ path, message }) => `${path}: ${message}`),
    ...(errors.length > PROBLEMS_MAX ? [`And ${errors.length - PROBLEMS_MAX} more.`] : []),
  ].join("; ");
