import { getTRPCErrorShape, TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { z } from "zod";
import type { Logger } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { refusalOf } from "#domain/http/refusal.ts";
import { BODY_BOUNDS, createJsonScanner } from "#domain/json/scan-json.ts";
import { writeLine } from "#domain/log-lines.ts";
import { takeBody } from "#domain/read-body.ts";
import { isOthersPage } from "#domain/sessions/person-mark.ts";
import { PERSON_MARK_HEADER } from "#domain/sessions/person-mark.values.ts";
import { sessionMark } from "#domain/sessions/session-mark.ts";
import type { TrpcContext } from "#trpc/context.ts";
import { toTrpcError } from "#trpc/errors.ts";
import { holdPlace } from "#trpc/hold-place.ts";
import { otherPerson, signedOut } from "#trpc/init.ts";
import { LIVE_MARK_HEADER } from "#trpc/live-address.ts";
import { appRouter } from "#trpc/routers/_app.ts";
import type { StreamPlace, StreamPlaces } from "#trpc/stream-places.ts";

const ENDPOINT = "/api/trpc";
const BATCH_SIZE_MAX = 10;
const BODY_BYTES_MAX = 512 * 1024;

type Parts = {
  contextOf: (headers: Headers) => Promise<TrpcContext>;
  isOwnOrigin: (headers: Headers) => boolean;
  places: StreamPlaces;
  log: Pick<Logger, "error" | "warn">;
};

/**
 * Serves tRPC over HTTP. Checks the session before reading input; streams take a place before they start. Refusals keep
 * their HTTP status, even where tRPC would start a stream.
 */
export const createTrpcHandler = ({ contextOf, isOwnOrigin, places, log }: Parts) => {
  const serve = async (request: Request): Promise<Response> => {
    let context: TrpcContext | undefined;
    let refusal: TRPCError | undefined;
    let place: StreamPlace | undefined;
    const { url, method, headers, signal } = request;
    const body = method === "POST" ? { body: lazyBody(request, () => context), duplex: "half" } : {};
    const response = await fetchRequestHandler({
      endpoint: ENDPOINT,
      req: new Request(url, { method, headers, signal, ...body }),
      router: appRouter,
      createContext: async ({ info }) => {
        try {
          context = await contextOf(headers);
          const called = info.calls.map(({ procedure }) => metaOf(procedure?._def.meta));
          if (!isAllowed(context, headers, called)) throw signedOut();
          if (isOthersPage(context.session, headers.get(PERSON_MARK_HEADER))) throw otherPerson();
          if (context.session && called.some(({ stream }) => stream)) place = places.take(context.session);
          return context;
        } catch (error) {
          refusal = toTrpcError(error);
          throw refusal;
        }
      },
      maxBatchSize: BATCH_SIZE_MAX,
      allowBatching: true,
      onError: ({ error, path }) => {
        if (error.code === "INTERNAL_SERVER_ERROR")
          writeLine(log, "request failed", { handler: "tRPC", procedure: path ?? null, err: error.cause ?? error });
        if (refusalOf(error.cause)?.isOutage)
          writeLine(log, "database unavailable", { handler: "tRPC", err: error.cause ?? error });
      },
    });
    if (refusal) {
      await response.body?.cancel();
      return refuse(refusal);
    }
    // Prevents compression from buffering a stream until its end.
    response.headers.set("cache-control", "no-store, no-transform");
    return place ? holdPlace(response, place, signal) : response;
  };

  /** Accepts only JSON from our own pages: tRPC also runs mutations from plain forms, which any site can submit. */
  const post = async (request: Request): Promise<Response> => {
    const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    if (type !== "application/json")
      return refuse(new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE", message: "Send application/json." }));
    if (!isOwnOrigin(request.headers)) return refuse(toTrpcError(otherOrigin()));
    return serve(request);
  };

  /** GET serves reads and the live stream; tRPC runs no mutation for GET. */
  return { GET: serve, POST: post };
};

const OTHER_ORIGIN = "This request did not come from the dashboard. Open the dashboard at its own address.";

const otherOrigin = () =>
  new DomainError("forbidden", OTHER_ORIGIN, [{ path: "", message: OTHER_ORIGIN, reason: "other_origin" }]);

const metaOf = (meta: unknown) => callMeta.safeParse(meta).data ?? {};

const callMeta = z.object({ rung: z.string().optional(), stream: z.boolean().optional() });

/** Rejects non-public calls without a session, and pages that belong to another session than the browser's cookie. */
const isAllowed = ({ session }: TrpcContext, headers: Headers, called: { rung?: string }[]): boolean => {
  if (!session) return called.every(({ rung }) => rung === "public");
  const mark = headers.get(LIVE_MARK_HEADER);
  return mark === null || mark === sessionMark(session);
};

/**
 * Delays the body until a procedure asks for input, so that session, role and limit come first. The body reserves
 * memory while it arrives, and is scanned before tRPC parses it.
 */
const lazyBody = (request: Request, askedBy: () => TrpcContext | undefined): ReadableStream<Uint8Array> => {
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    try {
      const { session, deps } = askedBy() ?? {};
      const scanner = createJsonScanner(BODY_BOUNDS);
      const options = { admit: deps?.limits.admitBody, key: session?.tenantId, onChunk: scanner.push };
      const { bytes, leave } = await takeBody(
        { headers: request.headers, bytes: request.body },
        BODY_BYTES_MAX,
        options,
      );
      controller.enqueue(bytes);
      controller.close();
      leave();
    } catch (error) {
      controller.error(toTrpcError(error));
    }
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
};

const refuse = (error: TRPCError): Response => {
  const { _config: config } = appRouter._def;
  const call = { type: "unknown", path: undefined, input: undefined, ctx: undefined } as const;
  const shape = getTRPCErrorShape({ config, error, ...call });
  const { "Retry-After": retryAfter } = refusalOf(error.cause)?.headers ?? {};
  return Response.json(
    { error: shape },
    {
      status: getHTTPStatusCodeFromError(error),
      headers: {
        "Cache-Control": "no-store, no-transform",
        ...(retryAfter === undefined ? {} : { "Retry-After": retryAfter }),
      },
    },
  );
};
