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
  // The address that Inngest is told is ours, not what a caller writes into Host.
  return serve({
    client,
    functions: createFunctions(client, deps, (inngest) => announceLost(inngest, deps)),
    serveOrigin: env().BASE_URL,
    servePath: "/api/inngest",
    // Otherwise the SDK answers anybody who asks it to register the functions.
    enableUnauthedSync: false,
  });
};

let handler: ReturnType<typeof make> | undefined;

/**
 * Answers what a real Inngest calls; with the embedded engine there is nothing to call. The SDK refuses every unsigned call, unless in
 * dev mode.
 */
const answer = async (request: Request): Promise<Response> => {
  if (env().ENGINE !== "inngest")
    return Response.json({ error: "ENGINE is embedded: there is no Inngest here." }, { status: 404 });
  handler ??= make();
  if (request.method === "GET") return handler(request);
  return readInngestCall(pipelineWiring().deps, request, handler, { isSigned: !env().isInngestDev });
};

export { answer as GET, answer as POST, answer as PUT };
