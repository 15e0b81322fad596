import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { createJsonScanner, type JsonBounds, VALUES_MAX } from "#domain/json/scan-json.ts";
import { writeLine } from "#domain/log-lines.ts";
import { takeBody } from "#domain/read-body.ts";

/** Four times Inngest's own limit for the state of a run. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;
/** Room for a batch of 100 events and the protocol's own fields. */
const BOUNDS: JsonBounds = { depthMax: 120, valuesMax: 101 * VALUES_MAX };
const SIGNATURE = /(^|&)t=\d{1,12}(&|$)/;

/**
 * Refuses calls without a signature or over the bounds before the SDK reads them: the SDK parses and rewrites a body before it checks
 * the signature.
 */
export const readInngestCall = async (
  { limits, log }: Pick<Deps, "limits" | "log">,
  request: Request,
  handler: (request: Request) => Promise<Response>,
  { isSigned = true }: { isSigned?: boolean } = {},
): Promise<Response> => {
  if (isSigned && !SIGNATURE.test(request.headers.get("x-inngest-signature") ?? ""))
    return refuse(401, "Calls of Inngest are signed.");
  const scanner = createJsonScanner(BOUNDS);
  try {
    const options = { admit: limits.admitBody, key: "inngest", onChunk: scanner.push };
    const { bytes, leave } = await takeBody({ headers: request.headers, bytes: request.body }, BODY_BYTES_MAX, options);
    try {
      return await handler(new Request(request, { body: new Uint8Array(bytes) }));
    } finally {
      leave();
    }
  } catch (error) {
    if (!(error instanceof DomainError)) {
      writeLine(log, "request failed", { handler: "inngest", procedure: null, err: error });
      return refuse(500, "Something went wrong on our side.");
    }
    log.warn({ code: error.code }, "a call of Inngest was refused");
    return refuse(error.code === "too_large" ? 413 : error.code === "timed_out" ? 408 : 503, error.message);
  }
};

const refuse = (status: number, error: string) => Response.json({ error }, { status });
