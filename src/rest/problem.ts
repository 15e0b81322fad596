import { z } from "zod";
import type { Logger } from "#domain/context.ts";
import { isDatabaseAway } from "#domain/database-unavailable.ts";
import { DomainError, type DomainErrorCode, type FieldError } from "#domain/errors.ts";
import { refusalHeaders } from "#domain/limits/rate-limit-headers.ts";
import { writeLine } from "#domain/log-lines.ts";

/** A caller who corrects so many sees the rest next time. */
export const ERRORS_MAX = 50;

/** RFC 9457. `detail` says what to do; `errors` names each field that is wrong. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .max(ERRORS_MAX)
    .optional(),
  /** How many more fields are wrong than `errors` names. */
  errorsOmitted: z.number().int().optional(),
});

/** All statuses of a problem, with their meaning as the API description gives it. */
export const PROBLEM_TITLES = {
  400: "Malformed JSON",
  401: "Not authenticated",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  408: "Too slow",
  409: "Conflict",
  413: "Too large",
  415: "Unsupported media type",
  422: "Invalid",
  429: "Too many requests",
  500: "Internal error",
  503: "Temporarily unavailable",
} as const;

export type ProblemStatus = keyof typeof PROBLEM_TITLES;

const STATUS_OF: Record<DomainErrorCode, ProblemStatus> = {
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  invalid: 422,
  rate_limited: 429,
  timed_out: 408,
  malformed: 400,
  unsupported_media: 415,
  busy: 503,
};

const RETRY_AFTER_SECONDS = 2;

/** What HTTP itself refuses, before the domain is asked. */
export class RequestRefused extends Error {
  override readonly name = "RequestRefused";
  readonly status: 405 | 409;
  readonly headers: Record<string, string>;

  constructor(status: 405 | 409, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/**
 * The answer to whatever was thrown. What nobody threw on purpose is logged, and the caller learns nothing of it.
 * @param common headers that every answer of the route has
 */
export const problemOf = (error: unknown, log: Logger, common: Record<string, string> = {}): Response => {
  if (error instanceof RequestRefused)
    return answer(error.status, error.message, { headers: { ...common, ...error.headers } });
  if (error instanceof DomainError)
    return answer(STATUS_OF[error.code], error.message, {
      errors: error.errors,
      headers: { ...common, ...refusalHeaders(error) },
    });
  if (isDatabaseAway(error)) {
    writeLine(log, "database unavailable", { handler: "REST", err: error });
    return answer(
      503,
      "The database cannot be reached at the moment, and what you asked for may not be done: try again.",
      { headers: common },
    );
  }
  writeLine(log, "request failed", { handler: "REST", procedure: null, err: error });
  return answer(500, "Something went wrong on our side. Try again, and tell us when it happens again.", {
    headers: common,
  });
};

const answer = (
  status: ProblemStatus,
  detail: string,
  { errors = [], headers = {} }: { errors?: FieldError[]; headers?: Record<string, string> } = {},
): Response => {
  const body: z.output<typeof problem> = {
    type: "about:blank",
    title: PROBLEM_TITLES[status],
    status,
    detail,
    ...(errors.length > 0 ? { errors: errors.slice(0, ERRORS_MAX) } : {}),
    ...(errors.length > ERRORS_MAX ? { errorsOmitted: errors.length - ERRORS_MAX } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      ...(status === 401 ? { "WWW-Authenticate": "Bearer" } : {}),
      // The rest of the body is not read.
      ...(status === 408 ? { Connection: "close" } : {}),
      ...(status === 429 || status === 503 ? { "Retry-After": String(RETRY_AFTER_SECONDS) } : {}),
      ...headers,
    },
  });
};
