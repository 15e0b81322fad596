import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { ErrorReason, ReasonValues } from "#domain/error-reasons.values.ts";
import type { PageReason } from "#domain/page-reasons.values.ts";
import type { AppRouter } from "#trpc/routers/_app.ts";

/** Words a reason in the page's language. */
export type WordReason = (reason: ErrorReason | PageReason | "offline", values: ReasonValues) => string;

/** tRPC link that replaces the server's English texts, for those that have a reason, by texts of the page's language. */
export const wordErrors =
  (word: WordReason): TRPCLink<AppRouter> =>
  () =>
  ({ next, op }) =>
    observable((observer) =>
      next(op).subscribe({
        next: (value) => observer.next(value),
        complete: () => observer.complete(),
        error: (error) => observer.error(worded(error, word)),
      }),
    );

/** `data` is missing when the server did not answer. */
const worded = (error: TRPCClientError<AppRouter>, word: WordReason): TRPCClientError<AppRouter> => {
  const { data, shape } = error;
  if (!data || !shape) return new TRPCClientError(word("offline", {}), { cause: error });
  const { reason, values = {} } = data;
  const message = reason ? word(reason, values) : error.message;
  const fieldErrors = data.fieldErrors.map((field) =>
    field.reason ? { ...field, message: word(field.reason, field.values ?? {}) } : field,
  );
  return new TRPCClientError(message, {
    result: { error: { ...shape, message, data: { ...data, fieldErrors } } },
    meta: error.meta,
    cause: error,
  });
};
