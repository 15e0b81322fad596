import { expect, it } from "vitest";
import type { DashboardWebhook } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import { fallbacks } from "#domain/subscriptions/webhook-fields.schema.ts";
import { percentText } from "#features/percent-text.ts";
import { hasSuccessSince, listedWebhooks, searchWebhooks, sortWebhooks } from "#features/webhooks/listed-webhook.ts";

const webhookOf = (description: string, changes: Partial<DashboardWebhook> = {}): DashboardWebhook => ({
  ...fallbacks,
  id: `wh_${description}`,
  url: "https://hooks.example.com/in",
  events: ["*"],
  description,
  headers: {},
  active: true,
  health: "healthy",
  disabledReason: null,
  mode: "live",
  secretHint: "whsec_…ab12",
  createdAt: "2026-03-14T10:00:00.000Z",
  updatedAt: "2026-03-14T10:00:00.000Z",
  previousSecretExpiresAt: null,
  previousSecretHint: null,
  lastFailure: null,
  ...changes,
});

const dayOf = (name: string, { failed = 0, waiting = 0 }) => ({
  webhookId: `wh_${name}`,
  totals: {
    deliveries: { delivered: 10, failed, canceled: 0 },
    attempts: { "2xx": 10, "3xx": 0, "4xx": 0, "5xx": failed, error: 0 },
    firstTry: 10,
    p50Ms: 20,
    p95Ms: 40,
    waiting,
  },
  series: [],
});

const webhooks = [
  webhookOf("Off", { health: "disabled", active: false, disabledReason: "by_user" }),
  webhookOf("Zoe"),
  webhookOf("Anna 10"),
  webhookOf("Anna 9"),
  webhookOf("Some failed"),
  webhookOf("Failing", { health: "failing" }),
  webhookOf("Paused", { health: "paused" }),
  webhookOf("Gone", { health: "disabled", active: false, disabledReason: "gone" }),
];
const days = [dayOf("Some failed", { failed: 1 }), dayOf("Paused", { waiting: 3 }), dayOf("Zoe", { waiting: 0 })];
const listed = listedWebhooks(webhooks, days, undefined);
const names = (rows: ReturnType<typeof sortWebhooks>) => rows.map(({ name }) => name);

it("webhooks in trouble come first, those that a person turned off last", () => {
  expect(names(sortWebhooks(listed, "trouble"))).toEqual([
    "Paused",
    "Gone",
    "Failing",
    "Some failed",
    "Anna 9",
    "Anna 10",
    "Zoe",
    "Off",
  ]);
  expect(names(sortWebhooks(listed, "name")).slice(0, 3)).toEqual(["Anna 9", "Anna 10", "Failing"]);
});

it("a search finds all its words in name and URL", () => {
  expect(names(searchWebhooks(listed, "anna HOOKS"))).toEqual(["Anna 10", "Anna 9"]);
  expect(searchWebhooks(listed, " ")).toHaveLength(webhooks.length);
});

it("the last response is the newest one known, be it a failure that the webhook kept", () => {
  const lastFailure = {
    attemptId: null,
    deliveryId: null,
    at: "2026-03-14T12:00:00.000Z",
    httpStatus: 500,
    errorCode: "http_status",
    message: "",
  };
  const response = { webhookId: "wh_A", deliveryId: "dlv_1", httpStatus: 200, errorCode: null, deliveredAt: null };
  const [kept] = listedWebhooks(
    [webhookOf("A", { lastFailure })],
    [],
    [{ ...response, at: "2026-03-14T11:00:00.000Z" }],
  );
  expect(kept?.last).toMatchObject({ httpStatus: 500 });
  const [newer] = listedWebhooks(
    [webhookOf("A", { lastFailure })],
    [],
    [{ ...response, at: "2026-03-14T13:00:00.000Z" }],
  );
  expect(newer?.last).toMatchObject({ httpStatus: 200 });
});

it.each([
  ["2026-03-14T11:00:00.000Z", true],
  ["2026-03-14T09:59:59.999Z", false],
  [null, false],
] as const)("a last delivery that succeeded at %j shows a success since 10:00: %s", (deliveredAt, isSuccess) => {
  // A resend may respond later than the delivery succeeded.
  const last = { errorCode: null, at: "2026-03-14T12:00:00.000Z", httpStatus: 200, deliveredAt };
  expect(hasSuccessSince({ last }, "2026-03-14T10:00:00.000Z")).toBe(isSuccess);
  expect(hasSuccessSince({ last: null }, "2026-03-14T10:00:00.000Z")).toBe(false);
});

it.each([
  [1, "100%"],
  [0.99999, "99.9%"],
  [0.5, "50%"],
])("the share %d reads %s", (share, text) => expect(percentText(share, "en")).toBe(text));
