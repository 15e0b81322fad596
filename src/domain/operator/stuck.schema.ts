import { z } from "zod";
import { objectId, severalOf } from "#domain/bounded.schema.ts";
import { CURSOR_MEANING, pageInput } from "#domain/pagination.schema.ts";

/** Age from which work that is due counts as stuck. */
const MIN_AGE_SECONDS = { default: 60, max: 30 * 86_400 };
/** Counts stop here. */
export const STUCK_COUNT_MAX = 10_000;

/**
 * `paused_by_operator`, `tenant_suspended`: sending is held until somebody resumes it. `webhook_paused`: its endpoint fails, and gets probes only.
 * `rate_limited`: the webhook's own limit, or the limit after a pause. `no_worker`: no process makes attempts. `interrupted`: the process of
 * an attempt died. `not_dispatched`, `not_attempted`: no other reason, so workers, or Inngest, are behind.
 */
export const STUCK_REASONS = [
  "paused_by_operator",
  "tenant_suspended",
  "webhook_paused",
  "rate_limited",
  "no_worker",
  "interrupted",
  "not_dispatched",
  "not_attempted",
] as const;

export const stuckReason = z.enum(STUCK_REASONS);

const common = {
  tenantId: z.string(),
  reason: stuckReason,
  /** `isCounted` is false where there are more than `count`. */
  count: z.number().int(),
  isCounted: z.boolean(),
  oldestDueAt: z.iso.datetime(),
};

/** Events of a tenant that wait for their fan-out, or deliveries of a webhook that are due. */
export const stuckView = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("events"), ...common, oldestEventId: z.string() }),
  z.object({
    kind: z.literal("deliveries"),
    ...common,
    webhookId: z.string(),
    host: z.string(),
    oldestDeliveryId: z.string(),
  }),
]);

const CURSOR_CHARS_MAX = 300;

/** Place in the list: events by tenant come before deliveries by webhook. */
const stuckCursor = z
  .string()
  .max(CURSOR_CHARS_MAX)
  .transform((text, context) => {
    const [, kind, after] = /^(events|deliveries):(.{0,200})$/su.exec(Buffer.from(text, "base64url").toString()) ?? [];
    if ((kind === "events" || kind === "deliveries") && after !== undefined && !after.includes("\0"))
      return { kind, after } as const;
    context.addIssue({ code: "custom", message: "use the nextCursor of the page before" });
    return z.NEVER;
  });

export type StuckPlace = z.output<typeof stuckCursor>;

export const toStuckCursor = ({ kind, after }: StuckPlace): string =>
  Buffer.from(`${kind}:${after}`).toString("base64url");

export const listStuckInput = pageInput.extend({
  cursor: stuckCursor.optional().describe(CURSOR_MEANING),
  minAgeSeconds: z.coerce
    .number()
    .int()
    .min(0)
    .max(MIN_AGE_SECONDS.max)
    .default(MIN_AGE_SECONDS.default)
    .describe("Time that work was due without an attempt"),
  tenantId: objectId.optional().describe("Work of this tenant"),
  reason: severalOf(stuckReason).optional().describe("Work that waits for one of these reasons"),
});

export type ListStuckInput = z.output<typeof listStuckInput>;
export type StuckView = z.output<typeof stuckView>;
