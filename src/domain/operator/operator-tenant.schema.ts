import { z } from "zod";
import { queryBoolean, severalOf } from "#domain/bounded.schema.ts";
import { CURSOR_MEANING, pageInput } from "#domain/pagination.schema.ts";
import { webhookHealth } from "#domain/subscriptions/webhook.schema.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";

export const TENANTS_AT_ONCE_MAX = 1_000;
const QUERY_CHARS_MAX = 200;
const CURSOR_CHARS_MAX = 200;

/** Null = the limit of the system. */
const limit = (min: number, max: number) => z.number().int().min(min).max(max).nullable();

const limits = z.strictObject({
  eventsPerSecond: limit(1, 1_000_000),
  webhooks: limit(0, 100_000),
  storageMb: limit(1, 1_000_000_000),
});

/** A field that is left out stays; `null` resets it. */
export const putTenantInput = z.strictObject({
  /** Needed for a new tenant only. */
  name: addTenantInput.shape.name.optional(),
  limits: limits.partial().nullable().optional(),
  retentionDays: limit(1, 3_650).optional(),
  suspended: z.boolean().nullable().optional(),
});

export const putTenantsInput = z
  .array(putTenantInput.extend({ id: addTenantInput.shape.id }))
  .max(TENANTS_AT_ONCE_MAX, "put at most 1,000 tenants at once");

export const removalView = z.object({
  startedAt: z.iso.datetime(),
  rowsRemoved: z.number().int(),
});

/** `done`: nothing is left. Else `GET` of the tenant shows the progress, and answers 404 at the end. */
export const removedTenantView = z.object({ id: z.string(), done: z.boolean(), startedAt: z.iso.datetime() });

/** What the operator has set for a tenant. */
export const tenantSettingsView = z.object({
  id: z.string(),
  name: z.string(),
  suspended: z.boolean(),
  suspendedAt: z.iso.datetime().nullable(),
  limits,
  /** Null = `RETENTION_DAYS`. */
  retentionDays: z.number().int().nullable(),
  createdAt: z.iso.datetime(),
  /** Null = the tenant is not being removed. */
  removal: removalView.nullable(),
});

export const createdTenantView = tenantSettingsView.extend({ created: z.literal(true) });
export const changedTenantView = tenantSettingsView.extend({ created: z.literal(false) });

const putTenantView = tenantSettingsView.extend({ created: z.boolean() });
/** `created` counts the new tenants. */
export const createdTenantsView = z.object({ data: z.array(putTenantView), created: z.number().int().min(1) });
export const changedTenantsView = z.object({ data: z.array(putTenantView), created: z.literal(0) });

/** Live webhooks, events and deliveries. */
export const operatorTenantView = tenantSettingsView.extend({
  webhooks: z.object({
    healthy: z.number().int(),
    failing: z.number().int(),
    paused: z.number().int(),
    disabled: z.number().int(),
  }),
  /** `isCounted` is false where there is more: the figures then say "at least". */
  last24h: z.object({
    events: z.number().int(),
    rejectedEvents: z.number().int(),
    deliveries: z.number().int(),
    failedDeliveries: z.number().int(),
    isCounted: z.boolean(),
  }),
  waiting: z.number().int(),
  storedBytes: z.number().int(),
});

/** Place in the list: creation in milliseconds since 1970, and id. */
const tenantCursor = z
  .string()
  .max(CURSOR_CHARS_MAX)
  .transform((text, context) => {
    const [, at, id] = /^(\d{1,15}):(.{1,64})$/su.exec(Buffer.from(text, "base64url").toString()) ?? [];
    if (at !== undefined && id !== undefined) return { createdAt: new Date(Number(at)), id };
    context.addIssue({ code: "custom", message: "use the nextCursor of the page before" });
    return z.NEVER;
  });

export const toTenantCursor = ({ createdAt, id }: { createdAt: Date; id: string }): string =>
  Buffer.from(`${createdAt.getTime()}:${id}`).toString("base64url");

export const listOperatorTenantsInput = pageInput.extend({
  cursor: tenantCursor.optional().describe(CURSOR_MEANING),
  health: severalOf(webhookHealth).optional().describe("Tenants that have a live webhook with this health"),
  suspended: queryBoolean.optional().describe("Suspended tenants: only these, or none of them"),
  q: z.string().max(QUERY_CHARS_MAX).optional().describe("Part of the ID or the name, in either case"),
});

export type PutTenantInput = z.output<typeof putTenantInput> & { id: string };
export type TenantSettingsView = z.output<typeof tenantSettingsView>;
export type RemovedTenantView = z.output<typeof removedTenantView>;
export type OperatorTenantView = z.output<typeof operatorTenantView>;
export type ListOperatorTenantsInput = z.output<typeof listOperatorTenantsInput>;
