import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { externalUrls, isApart } from "#database/database-urls.ts";
import { appointmentCreated } from "#domain/event-types/appointment-created.ts";
import type { Env } from "#env.ts";

const tenantSchema = z.object({
  id: z.string(),
  name: z.string(),
  apiKey: z.string(),
  email: z.string(),
  password: z.string(),
});
const demoSchema = z.object({ eventKey: z.string(), tenants: z.array(tenantSchema).min(1) });

/** Shows credentials only at the start that made the demo data, since later output often ends in a log. */
export const readyMessage = (env: Env, { isFirstStart }: { isFirstStart: boolean }): string => {
  const tenant = env.SEED_DEMO ? readDemo(env.DATA_DIR)?.tenants[0] : undefined;
  const lines = tenant ? demoLines(env, tenant, isFirstStart) : HINTS;
  return ["", "Bellhop is ready.", "", `  Dashboard  ${env.BASE_URL}`, ...lines, ""].join("\n");
};

const HINTS = [
  "  No tenant yet?          npm run tenant -- add --id salon --name 'My salon' --key",
  "  No user yet?            npm run user -- add --tenant salon --email you@example.com --name You",
];

const demoLines = (env: Env, tenant: z.infer<typeof tenantSchema>, isFirstStart: boolean): string[] => {
  const file = demoFile(env.DATA_DIR);
  const { appointmentId, startTime } = appointmentCreated.sample;
  const body = JSON.stringify({ event: appointmentCreated.name, data: { appointmentId, startTime } });
  const apiKey = isFirstStart ? tenant.apiKey : `$(node -p 'require("${resolve(file)}").tenants[0].apiKey')`;
  const credentials = isFirstStart
    ? [
        `  Sign in    ${tenant.email}  password ${tenant.password}  (${tenant.name})`,
        `  API key    ${tenant.apiKey}`,
        `  All of it is kept in ${file}; later starts do not show it again.`,
      ]
    : [`  Sign in    ${tenant.email}  (${tenant.name}); its password and API key are in ${file}`];
  return [
    ...credentials,
    ...(env.offersDemoSignIn ? [`  Book       ${env.BASE_URL}/demo/book, as a customer of ${tenant.name}`] : []),
    "",
    "  Send an event:",
    `  curl -X POST ${env.BASE_URL}/v1/events -H "authorization: Bearer ${apiKey}" -H 'content-type: application/json' -d '${body}'`,
  ];
};

export const demoFile = (dataDir: string): string => join(dataDir, "demo.json");

export const startWarnings = (env: Env): string[] => {
  const urls = externalUrls(env);
  return [
    ...(env.allowsDemoNetworks
      ? [
          "Demo data on a loopback HOST: webhooks to 127.0.0.0/8 and ::1 are allowed. Set WEBHOOK_ALLOW_NETWORKS to decide yourself.",
        ]
      : []),
    ...(env.allowsDemoNetworks && !env.isLocal
      ? [
          `BASE_URL is ${env.BASE_URL}, and whoever signs in there may send to this machine: set SEED_DEMO=0, or WEBHOOK_ALLOW_NETWORKS.`,
        ]
      : []),
    ...(env.ENGINE === "inngest" && !env.isInngestDev && !env.INNGEST_EVENT_KEY
      ? ["Without INNGEST_EVENT_KEY no event can be announced to Inngest: stored events wait until it is set."]
      : []),
    ...(env.PORTAL_ORIGINS.length > 0 && !env.BASE_URL.startsWith("https:")
      ? ["PORTAL_ORIGINS without an https BASE_URL: browsers refuse the sign-in cookie inside a frame of another site."]
      : []),
    ...(urls && !isApart(urls)
      ? [
          "Without DATABASE_OWNER_URL and DATABASE_ENGINE_URL tenants are answered under the database role that sees all of them: they are then kept apart by the application only.",
        ]
      : []),
  ];
};

const readDemo = (dataDir: string) => {
  const file = demoFile(dataDir);
  return existsSync(file) ? demoSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
};
