import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { readBody, readBytes } from "#domain/read-body.ts";
import { isOthersPage } from "#domain/sessions/person-mark.ts";
import { OTHER_PERSON, OTHER_PERSON_STATUS, PERSON_MARK_HEADER } from "#domain/sessions/person-mark.values.ts";
import { env } from "#env.ts";
import { getSession, isOwnOrigin, originsOf } from "#server/auth/auth.ts";
import { clearReceived, inspect, isAnswer, receive, setAnswer } from "#server/demo/demo-receiver.ts";
import { deps } from "#server/deps.ts";

type Params = { params: Promise<{ path: string[] }> };

const BODY_BYTES_MAX = 1024 * 1024;
const notHere = () => new Response("Not found", { status: 404 });
const othersPage = () => Response.json({ message: OTHER_PERSON }, { status: OTHER_PERSON_STATUS });
const pathOf = async ({ params }: Params) => (await params).path.join("/");

/**
 * Stores, verifies and answers a webhook request as the inspector is set. `?answer=broken` overrides the answer once.
 */
export const POST = async (request: Request, context: Params): Promise<Response> => {
  if (!env().SEED_DEMO) return notHere();
  const { pathname, search, searchParams } = new URL(request.url);
  const body = await readBytes(request, BODY_BYTES_MAX).catch(() => null);
  if (!body) return new Response(null, { status: 413 });
  const urls = originsOf(env().BASE_URL).map((origin) => `${origin}${pathname}${search}`);
  const wanted = searchParams.get("answer") ?? "";
  const answer = await receive(
    deps(),
    await pathOf(context),
    urls,
    { method: request.method, headers: request.headers, body },
    isAnswer(wanted) ? wanted : undefined,
  );
  if (answer.delayMs > 0) await wait(answer.delayMs, undefined, { signal: request.signal }).catch(() => {});
  return new Response(answer.body, { status: answer.status, headers: { "content-type": "application/json" } });
};

/** Redirects people to the inspector page; that page itself asks for JSON. */
export const GET = async (request: Request, context: Params): Promise<Response> => {
  if (!env().SEED_DEMO) return notHere();
  const path = await pathOf(context);
  if (!request.headers.get("accept")?.includes("application/json")) {
    const location = `/demo/inspector/${path.split("/").map(encodeURIComponent).join("/")}`;
    return new Response(null, { status: 303, headers: { location } });
  }
  const session = await getSession(request.headers);
  if (!session) return Response.json({ message: "You are signed out." }, { status: 401 });
  if (isOthersPage(session, request.headers.get(PERSON_MARK_HEADER))) return othersPage();
  return Response.json(inspect(path, session.tenantId), { headers: { "cache-control": "no-store" } });
};

const COMMAND_BYTES_MAX = 1_024;

const command = z.object({ answer: z.string().refine(isAnswer).optional(), clear: z.boolean().optional() });

const readCommand = async (request: Request): Promise<unknown> =>
  JSON.parse(await readBody(request, COMMAND_BYTES_MAX));

export const PUT = async (request: Request, context: Params): Promise<Response> => {
  if (!env().SEED_DEMO) return notHere();
  if (!isOwnOrigin(request.headers)) return new Response(null, { status: 403 });
  const session = await getSession(request.headers);
  if (!session) return Response.json({ message: "You are signed out." }, { status: 401 });
  if (isOthersPage(session, request.headers.get(PERSON_MARK_HEADER))) return othersPage();
  if (session.role !== "admin") return Response.json({ message: "You can look, but not change it." }, { status: 403 });
  const path = await pathOf(context);
  const parsed = command.safeParse(await readCommand(request).catch(() => null));
  if (!parsed.success) return Response.json({ message: "That is not an answer it can give." }, { status: 422 });
  if (parsed.data.answer) setAnswer(path, parsed.data.answer);
  if (parsed.data.clear) clearReceived(path, session.tenantId);
  return Response.json(inspect(path, session.tenantId));
};
