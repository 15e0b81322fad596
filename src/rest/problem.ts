import { z } from "zod";
import { type ApiAnswer, jsonAnswer } from "#domain/api-message.ts";
import type { Logger } from "#domain/context.ts";
import type { FieldError } from "#domain/errors.ts";
import { PROBLEM_CODES, type ProblemCode, type RefusalStatus, refusalOf } from "#domain/http/refusal.ts";
import { writeLine } from "#domain/log-lines.ts";

/** Field errors per response; `errorsOmitted` counts the rest. */
export const ERRORS_MAX = 50;

/** RFC 9457. `code` tells problems of one status apart; `detail` says what to do; `errors` names each invalid field. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z
    .enum([...new Set(["method_not_allowed", "misdirected", ...PROBLEM_CODES] as const)])
    .describe("Names the problem for programs. New codes may come."),
  detail: z.string(),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .max(ERRORS_MAX)
    .optional(),
  errorsOmitted: z.number().int().optional(),
});

export type ProblemStatus = RefusalStatus | 405 | 500;

/** Problem titles, shared with the API description. */
export const PROBLEM_TITLES: Record<ProblemStatus, string> = {
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
};

/** HTTP-level refusal, before the domain is called. */
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
 * Maps an error to a response. Internal errors are logged, and the response hides their details.
 *
 * @param common headers of every response of the route
 */
export const problemOf = (error: unknown, log: Logger, common: Record<string, string> = {}): ApiAnswer => {
  if (error instanceof RequestRefused)
    return answer(error.status, error.message, {
      code: error.status === 405 ? "method_not_allowed" : "conflict",
      headers: { ...common, ...error.headers },
    });
  const refusal = refusalOf(error);
  if (refusal) {
    const { status, code, message, errors, headers, isOutage } = refusal;
    if (isOutage) writeLine(log, "database unavailable", { handler: "REST", err: error });
    return answer(status, message, { code, errors, headers: { ...common, ...headers } });
  }
  writeLine(log, "request failed", { handler: "REST", procedure: null, err: error });
  return answer(500, "Something went wrong on our side. Try again, and tell us when it happens again.", {
    code: "our_fault",
    headers: common,
  });
};

type Answered = {
  code: ProblemCode | "method_not_allowed";
  errors?: FieldError[];
  headers?: Record<string, string>;
};

const answer = (status: ProblemStatus, detail: string, { code, errors = [], headers = {} }: Answered): ApiAnswer => {
  const body: z.output<typeof problem> = {
    type: "about:blank",
    title: PROBLEM_TITLES[status],
    status,
    code,
    detail,
    ...(errors.length > 0
      ? { errors: errors.slice(0, ERRORS_MAX).map(({ path, message }) => ({ path, message })) }
      : {}),
    ...(errors.length > ERRORS_MAX ? { errorsOmitted: errors.length - ERRORS_MAX } : {}),
  };
  return jsonAnswer(status, body, {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    ...(status === 401 ? { "WWW-Authenticate": "Bearer" } : {}),
    ...headers,
  });
};
