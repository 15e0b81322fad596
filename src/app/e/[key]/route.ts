import { env } from "#env.ts";
import { answerEventIntake } from "#inngest/event-intake.ts";
import { deps } from "#server/deps.ts";

export const dynamic = "force-dynamic";

/** The Inngest SDK's event API, with either engine: 200 means stored in PostgreSQL. */
export const POST = async (request: Request, { params }: { params: Promise<{ key: string }> }) =>
  answerEventIntake(deps(), request, {
    givenKey: (await params).key,
    eventKeys: env().eventKeys,
    env: env().INNGEST_ENV ?? null,
  });

/** The SDK's form of errors. */
const refuse = async ({ method }: Request) =>
  Response.json(
    { error: `${method} is not possible here. Use POST.`, status: 405 },
    { status: 405, headers: { Allow: "POST" } },
  );

export { refuse as GET, refuse as PUT, refuse as PATCH, refuse as DELETE };

export const OPTIONS = async () => new Response(null, { status: 204, headers: { Allow: "POST" } });
