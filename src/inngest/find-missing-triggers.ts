import { createHash } from "node:crypto";
import { z } from "zod";
import { APP_ID, acceptFunctions, acceptTriggers } from "#inngest/accept-triggers.ts";

const TIMEOUT_MS = 1_000;
const KEPT_MS = 10_000;

const config = z.object({ triggers: z.array(z.looseObject({ event: z.string().optional() })) });
/** Functions of an app as Inngest lists them. Releases before 1.43 use capital letters, and write the config as a JSON text. */
const functions = z.array(
  z.union([
    z.object({ id: z.string(), config }),
    z
      .object({ Slug: z.string(), Config: z.string() })
      .transform(({ Slug, Config }) => ({ id: Slug, config: config.parse(JSON.parse(Config)) })),
  ]),
);

type Server = { apiUrl: string; signingKey: string | undefined };

/**
 * Makes a look at the Inngest server: which event types start nothing there, because the functions were registered before an
 * upgrade. Events of such a type that are sent straight to Inngest are lost. Null where the server does not tell.
 */
export const createMissingTriggers = (
  server: Server,
  { fetch, clock }: { fetch: typeof globalThis.fetch; clock: () => Date },
): (() => Promise<string[] | null>) => {
  let kept: { at: number; look: Promise<string[] | null> } | null = null;
  return () => {
    const now = clock().getTime();
    if (kept === null || now - kept.at >= KEPT_MS) kept = { at: now, look: look(server, fetch).catch(() => null) };
    return kept.look;
  };
};

const look = async ({ apiUrl, signingKey }: Server, fetch: typeof globalThis.fetch): Promise<string[] | null> => {
  const response = await fetch(new URL(`/v1/apps/${APP_ID}/functions`, apiUrl), {
    headers: signingKey ? { authorization: bearerOf(signingKey) } : {},
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) return null;
  const registered = functions.parse(await response.json());
  const accepting = new Set(acceptFunctions.map(({ id }) => `${APP_ID}-${id}`));
  const triggers = registered
    .filter(({ id }) => accepting.has(id))
    .flatMap(({ config }) => config.triggers.map(({ event }) => event));
  return acceptTriggers.filter((name) => !triggers.includes(name));
};

/** Hashes the key behind its prefix, as Inngest's SDK does for Inngest's API. */
const bearerOf = (signingKey: string): string => {
  const [prefix = ""] = /^signkey-\w+-/.exec(signingKey) ?? [];
  const key = Buffer.from(signingKey.slice(prefix.length), "hex");
  return `Bearer ${prefix}${createHash("sha256").update(key).digest("hex")}`;
};
