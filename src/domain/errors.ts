/** Why a use case refused. Each handler maps every code; nothing else is thrown on purpose. */
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

  constructor(code: DomainErrorCode, message: string, errors: FieldError[] = []) {
    super(message);
    this.code = code;
    this.errors = errors;
  }
}

/** Another tenant's object and a missing one look the same to the caller. */
export const notFound = (what: string) =>
  new DomainError("not_found", `No such ${what}. Check the id and that it belongs to this tenant.`);
