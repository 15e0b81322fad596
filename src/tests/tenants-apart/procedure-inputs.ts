import { callTRPCProcedure } from "@trpc/server";
import type { Actor, Deps } from "#domain/context.ts";
import { webhookBody } from "#tests/rest/test-api.ts";
import { sessionOf } from "#tests/session-of.ts";
import type { Ids } from "#tests/tenants-apart/two-tenants.ts";
import { appRouter } from "#trpc/routers/_app.ts";

export type Inputs = (ids: Ids) => object[];

const since = "2020-01-01T00:00:00.000Z";
const webhook: Inputs = ({ webhookId: id }) => [{ id }];

/** Inputs of procedures about one thing. Another tenant gets not_found. */
export const ABOUT_ONE: Record<string, Inputs> = {
  "webhooks.get": webhook,
  "webhooks.update": ({ webhookId: id }) => [
    { id, changes: { active: false } },
    { id, changes: { description: "x" } },
  ],
  "webhooks.delete": webhook,
  "webhooks.revealSecret": webhook,
  "webhooks.rotateSecret": ({ webhookId: id }) => [{ id, overlapHours: 0 }],
  "webhooks.endPreviousSecret": webhook,
  "webhooks.health": webhook,
  "webhooks.healthHistory": webhook,
  "webhooks.tryNow": webhook,
  "webhooks.cancelWaiting": webhook,
  "webhooks.upcoming": webhook,
  "webhooks.missed": webhook,
  "webhooks.versionPreview": webhook,
  "webhooks.sendTest": webhook,
  "deliveries.get": ({ deliveryId: id }) => [{ id }],
  "deliveries.resend": ({ deliveryId: id }) => [{ id }],
  "deliveries.plan": ({ deliveryId: id }) => [{ id }],
  "recoveries.preview": ({ webhookId: id }) => [{ id, since, includeMissing: true }],
  "recoveries.start": ({ webhookId: id }) => [{ id, since, includeMissing: true }],
  "recoveries.latest": webhook,
  "recoveries.cancel": ({ webhookId: id, recoveryId }) => [{ id, recoveryId }],
  "events.get": ({ eventId: id }) => [{ id }],
  "apiKeys.revoke": ({ keyId: id }) => [{ id }],
  "events.cancel": ({ eventId: id }) => [{ id }],
  "erase.preview": ({ eventId }) => [{ eventId }],
  "erase.start": ({ eventId }) => [{ eventId }],
  "members.renewInvite": ({ inviteId: id }) => [{ id }],
  "members.revokeInvite": ({ inviteId: id }) => [{ id }],
  "members.setRole": ({ memberId: id }) => [{ id, role: "admin" }],
  "members.remove": ({ memberId: id }) => [{ id }],
};

/** Lists, with every filter that can name a thing. Another tenant gets an empty list. */
export const LISTS: Record<string, Inputs> = {
  "webhooks.list": () => [{}],
  "deliveries.list": ({ webhookId, eventId, deliveryId }) => [
    {},
    { webhookId: [webhookId] },
    { eventId },
    ...[deliveryId, eventId, "bk_1", "abc123"].map((q) => ({ q })),
  ],
  "deliveries.log": ({ webhookId, deliveryId }) => [{}, { webhookId: [webhookId] }, { q: deliveryId }],
  "events.list": ({ eventId }) => [{}, ...[eventId, "bk_1", "abc123"].map((q) => ({ q }))],
  "events.log": ({ eventId }) => [{}, { q: eventId }, { test: false }],
  "apiKeys.list": () => [{}],
  "members.list": () => [{}],
  "members.invites": () => [],
  "audit.list": ({ webhookId }) => [{}, { targetId: webhookId }],
};

/** Procedures about several things, with an answer for each. */
export const ABOUT_SEVERAL: Record<string, Inputs> = {
  "deliveries.resendMany": ({ deliveryId }) => [{ ids: [deliveryId] }],
  "deliveries.cancelMany": ({ deliveryId }) => [{ ids: [deliveryId] }],
};

/** Figures, with every filter that can name a thing. Another tenant gets none. */
export const FIGURES: Record<string, Inputs> = {
  "stats.series": ({ webhookId }) => [{ by: "webhook" }, { webhookId: [webhookId] }],
  "stats.totals": ({ webhookId }) => [TODAY, { ...TODAY, webhookId }],
  "stats.byWebhook": () => [{ ...TODAY, step: "hour" }],
  "stats.causes": ({ webhookId }) => [TODAY, { ...TODAY, webhookId }],
};
const TODAY = {
  since: new Date(Date.now() - 3_600_000).toISOString(),
  until: new Date(Date.now() + 3_600_000).toISOString(),
};

/** Other procedures: they take no id, and change nothing of another tenant. */
export const OTHERS: Record<string, Inputs> = {
  "webhooks.checkUrl": () => [{ url: "https://example.com/hook" }],
  "webhooks.create": () => [webhookBody()],
  "events.about": () => [{ resourceId: "abc123" }],
  "webhooks.lastResponses": () => [{}],
  "webhooks.undelivered": () => [{}],
  "deliveries.outcomes": ({ eventId }) => [{ eventIds: [eventId] }],
  "events.emitSandbox": () => [{ event: "appointment.created", data: { appointmentId: "abc123" } }],
  "eventTypes.list": () => [],
  "apiKeys.create": () => [{ name: "x", scopes: ["events:read"] }],
  "deliveries.neighbours": ({ deliveryId: id }) => [{ id }],
  "search.find": ({ webhookId, eventId, deliveryId }) =>
    [webhookId, eventId, deliveryId, "bk_1", "abc123"].map((q) => ({ q })),
  "members.invite": () => [{ email: "ada@salon.example", role: "viewer" }],
  "storage.get": () => [],
  "webhooks.isSendingPaused": () => [],
  "storage.keptTimes": () => [],
  "live.changes": () => [],
  "account.personMark": () => [],
  "account.get": () => [],
  "account.sessions": () => [],
  "account.endSession": ({ keyId: id }) => [{ id }],
  "account.endOtherSessions": () => [],
  "account.emails": () => [],
  "account.setEmail": () => [{ kind: "webhook.failing", wanted: false }],
};

/** Calls a procedure as a signed-in person, and reads a stream to its end. */
export const callProcedure = async (
  deps: Deps,
  { tenantId }: Actor,
  { path, input, onListen = () => {} }: { path: string; input: object; onListen?: (tenantId: string) => void },
): Promise<unknown> => {
  const result: unknown = await callTRPCProcedure({
    router: appRouter,
    path,
    getRawInput: async () => input,
    ctx: {
      deps,
      session: sessionOf({ tenantId }),
      subscribeTenant: (id: string) => {
        onListen(id);
        return () => {};
      },
    },
    type: Reflect.get(appRouter._def.procedures, path)._def.type,
    signal: AbortSignal.abort(),
    batchIndex: 0,
  });
  return typeof result === "object" && result && Symbol.asyncIterator in result
    ? Array.fromAsync(result as AsyncIterable<unknown>)
    : result;
};
