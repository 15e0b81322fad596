import { z } from "zod";
import { CURSOR_MEANING, pageInput } from "#domain/pagination.schema.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";
import { canonicalHost } from "#domain/url-policy/canonical-host.ts";

const SCOPE_CHARS_MAX = 300;
const NOTE_CHARS_MAX = 500;
const CURSOR_CHARS_MAX = 500;
const HOST_CHARS_MAX = 253;

const HINT =
  "use all, tenant:ID, host:NAME or webhook:ID, with a port after the name of the host if only that port is meant";

/** Writes a host as deliveries name it; null for a text that is no host. A port limits the pause to this port. */
const hostOf = (text: string): string | null => {
  const [, name = "", port] = /^([^/?#@\s\\%]{1,253}?)(?::(\d{1,5}))?$/u.exec(text) ?? [];
  if (name === "" || !URL.canParse(`https://${text}/`)) return null;
  const { hostname, pathname, search } = new URL(`https://${text}/`);
  return hostname !== "" && hostname.length <= HOST_CHARS_MAX && pathname === "/" && search === ""
    ? canonicalHost(hostname) + (port === undefined ? "" : `:${Number(port)}`)
    : null;
};

const scopeOf = (text: string): string | null => {
  if (text === "all") return text;
  const [, kind, name = ""] = /^(tenant|host|webhook):(.+)$/su.exec(text) ?? [];
  if (kind === "tenant") return addTenantInput.shape.id.safeParse(name).success ? text : null;
  if (kind === "webhook") return /^wh_\w{1,60}$/.test(name) ? text : null;
  const host = kind === "host" ? hostOf(name.toLowerCase()) : null;
  return host === null ? null : `host:${host}`;
};

/** What a pause is about. */
export const pauseScope = z
  .string()
  .max(SCOPE_CHARS_MAX)
  .meta({ pattern: "^(?:all|tenant:.+|host:.+|webhook:wh_\\w+)$" })
  .transform((text, context) => {
    const scope = scopeOf(text);
    if (scope !== null) return scope;
    context.addIssue({ code: "custom", message: HINT });
    return z.NEVER;
  });

export const pauseInput = z.strictObject({
  note: z
    .string()
    .trim()
    .max(NOTE_CHARS_MAX)
    .regex(/^[^\0]*$/, "must not hold NUL")
    .nullish()
    .describe("For other operators. Tenants do not see it"),
});

export const pauseView = z.object({
  scope: z.string(),
  note: z.string().nullable(),
  pausedAt: z.iso.datetime(),
  /** Key that paused. */
  pausedBy: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
});

const pauseCursor = z
  .string()
  .max(CURSOR_CHARS_MAX)
  .transform((text, context) => {
    const [, at, scope] = /^(\d{1,15}) (.{1,300})$/su.exec(Buffer.from(text, "base64url").toString()) ?? [];
    if (at !== undefined && scope !== undefined) return { createdAt: new Date(Number(at)), scope };
    context.addIssue({ code: "custom", message: "use the nextCursor of the page before" });
    return z.NEVER;
  });

export const toPauseCursor = ({ createdAt, scope }: { createdAt: Date; scope: string }): string =>
  Buffer.from(`${createdAt.getTime()} ${scope}`).toString("base64url");

export const listPausesInput = pageInput.extend({ cursor: pauseCursor.optional().describe(CURSOR_MEANING) });

export type PauseInput = z.output<typeof pauseInput>;
export type PauseView = z.output<typeof pauseView>;
export type ListPausesInput = z.output<typeof listPausesInput>;
