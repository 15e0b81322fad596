import { createHash, createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { Evidence, Receipt } from "./evidence.ts";

const SECRET = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
const SETTINGS = { headerPrefix: "MAIS", retryCount: 3, retryWindowMs: 10_000 };
/** 10 s · 4 / (5³ − 1). */
export const FIRST_WAIT_MS = 322;

export const receipt = (eventId: string, externalId: string, number: number, answered: number | null): Receipt => {
  const body = JSON.stringify({ id: eventId, event: "appointment.created", tenantId: "t", appointmentId: externalId });
  const timestamp = 1_795_000_000;
  return {
    at: 2_000 + number,
    path: "/ok/a",
    headers: {
      "webhook-id": eventId,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": new Webhook(SECRET).sign(eventId, new Date(timestamp * 1_000), body),
      "x-mais-signature": createHmac("sha256", SECRET).update(body).digest("hex"),
      "x-mais-delivery": `dlv_${externalId}`,
      "x-mais-attempt": String(number),
    },
    body,
    bodyHash: createHash("sha256").update(body).digest("hex"),
    answered,
  };
};

/**
 * Evidence of one immediate delivery, one after a refusal and an interruption, and one canceled by a disabled webhook.
 */
export const flawless = (): Evidence => {
  const receipts = [
    receipt("evt_1", "bk_1", 1, 200),
    receipt("evt_2", "bk_2", 1, 503),
    receipt("evt_2", "bk_2", 3, 200),
  ];
  const sent = (externalId: string, id: string) => ({
    externalId,
    tenantId: "t",
    event: "appointment.created",
    sentAt: 1_000,
    ackedAt: 1_100,
    ids: [id, id],
  });
  const event = (id: string, externalId: string, bodyHash: string | null) => ({
    id,
    tenantId: "t",
    event: "appointment.created",
    externalId,
    sourceEventId: null,
    dispatchedAt: 1_500,
    isDue: false,
    bodyHash,
  });
  const delivery = (externalId: string, eventId: string, subscriptionId: string) => ({
    id: `dlv_${externalId}`,
    tenantId: "t",
    subscriptionId,
    eventId,
    event: "appointment.created",
    status: "delivered",
    reason: null as string | null,
    attempts: 1,
    failures: 0,
    isDue: false,
    isLeased: false,
  });
  const attempt = (deliveryId: string, number: number, outcome: string | null, startedAt: number, endedAt: number) => ({
    deliveryId,
    number,
    trigger: "automatic",
    outcome,
    startedAt,
    endedAt: endedAt as number | null,
  });
  return {
    settings: SETTINGS,
    sent: [sent("bk_1", "evt_1"), sent("bk_2", "evt_2")],
    answers: [
      { status: 200, durationMs: 5, hasRetryAfter: false },
      { status: 202, durationMs: 5, hasRetryAfter: false },
      { status: 503, durationMs: 1_800, hasRetryAfter: true },
      { status: 0, durationMs: 1, hasRetryAfter: false },
    ],
    receipts,
    webhooks: [
      {
        id: "wh_a",
        tenantId: "t",
        events: ["appointment.created"],
        paths: ["/ok/a"],
        secrets: [SECRET],
        createdAt: 10,
        offAt: null,
      },
      {
        id: "wh_b",
        tenantId: "t",
        events: ["appointment.created"],
        paths: ["/down/b"],
        secrets: [SECRET],
        createdAt: 10,
        offAt: 1_600,
      },
      {
        id: "wh_c",
        tenantId: "u",
        events: ["appointment.created"],
        paths: ["/ok/c"],
        secrets: [SECRET],
        createdAt: 10,
        offAt: null,
      },
    ],
    events: [event("evt_1", "bk_1", receipts[0]?.bodyHash ?? ""), event("evt_2", "bk_2", null)],
    deliveries: [
      delivery("bk_1", "evt_1", "wh_a"),
      { ...delivery("bk_2", "evt_2", "wh_a"), attempts: 3, failures: 1 },
      { ...delivery("b1", "evt_1", "wh_b"), status: "canceled", reason: "webhook_deleted", attempts: 0 },
      { ...delivery("b2", "evt_2", "wh_b"), status: "canceled", reason: "webhook_deleted", attempts: 0 },
    ],
    attempts: [
      attempt("dlv_bk_1", 1, "delivered", 2_000, 2_010),
      attempt("dlv_bk_2", 1, "failed", 2_000, 2_010),
      attempt("dlv_bk_2", 2, "interrupted", 2_010 + FIRST_WAIT_MS, 2_900),
      attempt("dlv_bk_2", 3, "delivered", 2_900, 2_910),
    ],
    listed: { "wh_a delivered": 2, "wh_b canceled": 2 },
    disruptions: 1,
    inFlightMax: 2,
  };
};
