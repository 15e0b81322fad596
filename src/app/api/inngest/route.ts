import { serve } from "inngest/edge";
import { env } from "#env.ts";
import { announceLost } from "#inngest/announce.ts";
import { createInngest } from "#inngest/client.ts";
import { createFunctions } from "#inngest/functions/index.ts";
import { readInngestCall } from "#inngest/read-inngest-call.ts";
import { pipelineWiring } from "#server/deps.ts";

export const dynamic = "force-dynamic";

const make = () => {
  const { deps } = pipelineWiring();
  const client = createInngest(deps.log);
  // Sends Inngest our configured URL instead of the Host header.
  return serve({
    client,
    functions: createFunctions(client, deps, { sendAgain: (inngest) => announceLost(inngest, deps) }),
    serveOrigin: env().BASE_URL,
    servePath: "/api/inngest",
    // Default is true: the SDK would register functions for any caller.
    enableUnauthedSync: false,
  });
};

let handler: ReturnType<typeof make> | undefined;

/**
 * Serves calls of an external Inngest; the embedded engine makes none. The SDK rejects unsigned calls, except in dev
 * mode.
 */
const answer = async (request: Request): Promise<Response> => {
  if (env().ENGINE !== "inngest")
    return Response.json({ error: "ENGINE is embedded: there is no Inngest here." }, { status: 404 });
  handler ??= make();
  if (request.method === "GET") return handler(request);
  return readInngestCall(pipelineWiring().deps, request, handler, { isSigned: !env().isInngestDev });
};

export { answer as GET, answer as POST, answer as PUT };
