import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createContext } from "#app/create-context.ts";
import { DomainError } from "#domain/errors.ts";
import { readBody } from "#domain/read-body.ts";
import { isOwnOrigin } from "#server/auth.ts";
import { deps } from "#server/deps.ts";
import { appRouter } from "#trpc/routers/_app.ts";

const ENDPOINT = "/api/trpc";
const BATCH_SIZE_MAX = 10;
const BODY_BYTES_MAX = 512 * 1024;

/** Reads, and the live stream: tRPC runs no mutation for a GET. */
export const GET = async (request: Request): Promise<Response> => {
  const response = await fetchRequestHandler({
    endpoint: ENDPOINT,
    req: request,
    router: appRouter,
    createContext: () => createContext(request.headers),
    maxBatchSize: BATCH_SIZE_MAX,
    allowBatching: true,
    onError: ({ error, path }) => {
      if (error.code === "INTERNAL_SERVER_ERROR")
        deps().log.error({ err: error.cause ?? error, path }, "a procedure failed");
    },
  });
  // Otherwise compression gathers a streamed answer until it ends.
  response.headers.set("cache-control", "no-store, no-transform");
  return response;
};

/** tRPC also runs mutations sent as plain forms, which any site can make a browser send: only our own JSON is let in. */
export const POST = async (request: Request): Promise<Response> => {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return refuse(415, "Send application/json.");
  if (!isOwnOrigin(request.headers)) return refuse(403, "This request did not come from the dashboard.");
  try {
    // Read here, since tRPC reads as much as comes; what is announced may be a lie.
    const body = await readBody(request, BODY_BYTES_MAX);
    const { url, method, headers, signal } = request;
    return await GET(new Request(url, { method, headers, signal, body }));
  } catch (error) {
    if (error instanceof DomainError) return refuse(413, error.message);
    throw error;
  }
};

const refuse = (status: number, message: string) => Response.json({ error: { message } }, { status });
