import type { TRPCClientErrorLike } from "@trpc/client";
import type { AppRouter } from "#trpc/routers/_app.ts";

export type RequestError = TRPCClientErrorLike<AppRouter>;

const NO_CONNECTION = "There is no connection to the server. Check yours and try again.";

/** `data` is missing when the server did not answer. */
export const errorText = (error: RequestError): string => (error.data ? error.message : NO_CONNECTION);

/** Finds the error of a field (`url`) or of a part of it (`events.0`, `headers.x-key`). */
export const fieldError = (error: RequestError | null, field: string): string | undefined =>
  error?.data?.fieldErrors.find(({ path }) => path === field || path.startsWith(`${field}.`))?.message;

/** Returns an error that belongs to none of the form's fields. */
export const generalError = (error: RequestError | null, fields: readonly string[]): string | undefined =>
  error && !fields.some((field) => fieldError(error, field)) ? errorText(error) : undefined;
