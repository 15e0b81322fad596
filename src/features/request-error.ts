import type { TRPCClientErrorLike } from "@trpc/client";
import type { AppRouter } from "#trpc/routers/_app.ts";

export type RequestError = TRPCClientErrorLike<AppRouter>;

const NO_CONNECTION = "There is no connection to the server. Check yours and try again.";

/** The error's text for a person. Without an answer from the server there is no data. */
export const errorText = (error: RequestError): string => (error.data ? error.message : NO_CONNECTION);

/** The problem of one field (`url`) or of anything inside it (`events.0`, `headers.x-key`). */
export const fieldError = (error: RequestError | null, field: string): string | undefined =>
  error?.data?.fieldErrors.find(({ path }) => path === field || path.startsWith(`${field}.`))?.message;

/** The problem that no field of the form shows. */
export const generalError = (error: RequestError | null, fields: readonly string[]): string | undefined =>
  error && !fields.some((field) => fieldError(error, field)) ? errorText(error) : undefined;
