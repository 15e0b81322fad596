import type { TRPCClientErrorLike } from "@trpc/client";
import type { AppRouter } from "#trpc/routers/_app.ts";

export type RequestError = TRPCClientErrorLike<AppRouter>;

/** Text in the page's language: the client words it (`word-errors.ts`). */
export const errorText = (error: RequestError): string => error.message;

/** Finds the error of a field (`url`) or of a part of it (`events.0`, `headers.x-key`). */
export const fieldError = (error: RequestError | null, field: string): string | undefined =>
  error?.data?.fieldErrors.find(({ path }) => path === field || path.startsWith(`${field}.`))?.message;

/** Returns an error that belongs to none of the form's fields. */
export const generalError = (error: RequestError | null, fields: readonly string[]): string | undefined =>
  error && !fields.some((field) => fieldError(error, field)) ? errorText(error) : undefined;
