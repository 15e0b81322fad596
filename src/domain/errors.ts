/** Reason of a refusal. `domain/refusal.ts` maps every code to a status; nothing else may be thrown on purpose. */
export type DomainErrorCode =
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_large"
  /** Unreadable text: no JSON, no UTF-8. */
  | "malformed"
  /** A media type, charset or coding that the handler does not take. */
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

/** A refusal whose answer names the codings that are taken (RFC 9110, 15.5.16). */
export class UnsupportedCoding extends DomainError {
  readonly taken = "identity";

  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof DomainError && "taken" in error;
  }
}

/** Another tenant's object and a missing one look the same to the caller. */
export const notFound = (what: string) =>
  new DomainError("not_found", `No such ${what}. Check the id and that it belongs to this tenant.`);

const PROBLEMS_MAX = 20;

/** Lists the fields that are wrong as one text, the first twenty of them. */
export const describeFields = (errors: readonly FieldError[]): string =>
  [
    ...errors.slice(0, PROBLEMS_MAX).map(({ path, message }) => `${path}: ${message}`),
    ...(errors.length > PROBLEMS_MAX ? [`And ${errors.length - PROBLEMS_MAX} more.`] : []),
  ].join("; ");
