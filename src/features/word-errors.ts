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
        error: (error) => observer.error(wordError(error, word)),
      }),
    );

/** Words one error. Errors of a stream that has begun pass no link, so its reader calls this. */
export const wordError = (error: unknown, word: WordReason): TRPCClientError<AppRouter> => {
  if (!isRefusal(error)) return offline(word, error);
  const { data, shape } = error;
  // Both are missing when the server did not answer.
  if (!data || !shape) return offline(word, error);
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

const isRefusal = (error: unknown): error is TRPCClientError<AppRouter> => error instanceof TRPCClientError;

const offline = (word: WordReason, cause: unknown) =>
  new TRPCClientError<AppRouter>(word("offline", {}), cause instanceof Error ? { cause } : {});
