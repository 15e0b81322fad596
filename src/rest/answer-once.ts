import type { ApiAnswer } from "#domain/api-message.ts";
import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { claimKey, type KeyedCall } from "#domain/idempotency/claim-key.ts";
import { keepAnswer, releaseKey } from "#domain/idempotency/keep-answer.ts";
import type { Claim, KeptAnswer } from "#domain/idempotency/kept-answer.ts";
import { inOneTransaction } from "#domain/tenants/in-one-transaction.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { problemOf, RequestRefused } from "#rest/problem.ts";

const HEADER = "Idempotency-Key";
export const KEY_LENGTH_MAX = 255;
const RETRY_AFTER_SECONDS = 2;
/** Headers stored with the body. A replay gets its own rate limit and caching headers. */
const KEPT_HEADERS = ["Content-Type", "Location"];

export const checkIdempotencyKey = (key: string): string => {
  if (key.length > 0 && key.length <= KEY_LENGTH_MAX && !/\p{Cc}/u.test(key)) return key;
  const message = `must have 1 to ${KEY_LENGTH_MAX} characters, none of them a control character`;
  throw new DomainError("invalid", `The header ${HEADER} is not valid: it ${message}.`, [{ path: HEADER, message }]);
};

/**
 * Runs a call once per idempotency key and replays the stored response byte for byte. The change and the response
 * commit together; `isRememberedAfter` stores the response after the call. Successes and conflicts are stored. Other
 * errors change nothing and free the key.
 *
 * @param headers added to every response
 */
export const answerOnce = async (
  deps: EngineDeps,
  { headers, isRememberedAfter, ...call }: KeyedCall & { headers: Record<string, string>; isRememberedAfter: boolean },
  run: Run,
): Promise<ApiAnswer> => {
  const found = await claimKey(deps, call);
  switch (found.outcome) {
    case "answered":
      return repeat(found.answer, headers);
    case "erased":
      throw new DomainError(
        "conflict",
        `What was asked with this ${HEADER} was answered before; the answer has been erased with the data of a customer since.`,
      );
    case "running":
      throw underWay();
    case "other_body":
      throw new DomainError(
        "invalid",
        `This ${HEADER} came with another body before. Take a new key for a new request.`,
        [{ path: HEADER, message: "belongs to another body" }],
      );
    case "claimed":
      return (isRememberedAfter ? runThenRemember : runTogether)(deps, found.claim, run).catch((error: unknown) =>
        afterRefusal(deps, found.claim, headers, error),
      );
  }
};

type Run = (deps: EngineDeps) => Promise<ApiAnswer>;

const runTogether = (deps: EngineDeps, claim: Claim, run: Run): Promise<ApiAnswer> =>
  inOneTransaction(deps, claim.tenantId, async (bound) => {
    const answer = await run({ ...bound, storeShared: null });
    if (!(await keepAnswer(bound, claim, toKept(answer)))) throw underWay();
    return answer;
  });

const runThenRemember = async (deps: EngineDeps, claim: Claim, run: Run): Promise<ApiAnswer> => {
  const answer = await run(deps);
  await rememberAfter(deps, claim, answer);
  return answer;
};

/** Stores a conflict. Other errors free the key and are rethrown. */
const afterRefusal = async (
  deps: Deps,
  claim: Claim,
  headers: Record<string, string>,
  error: unknown,
): Promise<ApiAnswer> => {
  if (error instanceof DomainError && error.code === "conflict") {
    const answer = problemOf(error, deps.log, headers);
    await rememberAfter(deps, claim, answer);
    return answer;
  }
  await releaseKey(deps, claim).catch((failure: Error) =>
    deps.log.warn({ err: failure }, "could not free an idempotency key; its lease will end"),
  );
  throw error;
};

/** Stores the response of work that cannot be undone: the caller gets the response even if storing fails. */
const rememberAfter = async (deps: Deps, claim: Claim, answer: ApiAnswer): Promise<void> => {
  const isKept = await keepAnswer(deps, claim, toKept(answer)).catch((failure: Error) => {
    deps.log.warn({ err: failure }, "could not remember an answer under its idempotency key");
    return true;
  });
  if (!isKept) deps.log.warn({}, "an answer came after the lease of its idempotency key");
};

const toKept = ({ status, headers, bytes }: ApiAnswer): KeptAnswer => ({
  status,
  headers: Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
  body: bytes.toString(),
});

const repeat = ({ status, headers, body }: KeptAnswer, common: Record<string, string>): ApiAnswer => ({
  status,
  headers: { ...common, ...headers, "Idempotent-Replayed": "true" },
  bytes: Buffer.from(body),
});

const underWay = () =>
  new RequestRefused(
    409,
    `The first request with this ${HEADER} is still under way. Send the same again in a moment.`,
    {
      "Retry-After": String(RETRY_AFTER_SECONDS),
    },
  );
