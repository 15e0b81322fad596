export type BookingErrorCode =
  | "not_found"
  /** The input breaks a rule, such as a time in the past. */
  | "invalid"
  /** The staff member has another appointment at that time. */
  | "time_taken"
  /** The appointment has changed since the caller read it. */
  | "changed_meanwhile"
  /** The status does not permit the change. */
  | "not_possible";

/** Refusal of a use case. Its message says what to do, and nothing was changed or emitted. */
export class BookingError extends Error {
  override readonly name = "BookingError";
  readonly code: BookingErrorCode;

  constructor(code: BookingErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export const notFound = (what: string, id: string): BookingError =>
  new BookingError("not_found", `There is no ${what} ${id}.`);
