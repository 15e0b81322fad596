import { describe, expect, expectTypeOf, it } from "vitest";
import { type VerifyOptions, verify, type Webhook, WebhookVerificationError } from "#client/receive.ts";
import { newSecret } from "#domain/signing/secret.ts";
import { signatureHeaders } from "#domain/signing/sign.ts";
import { verifySignature } from "#domain/signing/verify.ts";
import fixture from "#tests/fixtures/signature-vectors.json" with { type: "json" };

const NOW = new Date("2026-12-05T10:00:00Z");
const secret = newSecret();
const previousSecret = newSecret();
const text = JSON.stringify({
  id: "evt_1",
  event: "appointment.created",
  tenantId: "salon",
  appointmentId: "apt_1",
  data: { appointmentId: "apt_1", room: 4 },
});
const sign = (body: string, previous: string | null = null) =>
  signatureHeaders({
    prefix: "MAIS",
    secret,
    previousSecret: previous,
    id: "evt_1",
    timestampSeconds: NOW.getTime() / 1_000,
    body: Buffer.from(body),
  });

const judge = (body: string | Uint8Array, headers: Record<string, string | undefined>, options: VerifyOptions) => {
  try {
    verify(body, headers, options);
    return { ok: true };
  } catch (error) {
    if (error instanceof WebhookVerificationError) return { ok: false, reason: error.reason };
    throw error;
  }
};

describe("verify", () => {
  it("gives what Bellhop signed, from text or bytes, with headers of Node or of the web", () => {
    const headers = sign(text);
    for (const body of [text, Buffer.from(text)]) {
      for (const given of [headers, new Headers(headers)]) {
        expect(verify(body, given, { secret, now: NOW })).toEqual(JSON.parse(text));
      }
    }
  });

  it("takes the old and the new secret during a rotation, on either side", () => {
    const both = sign(text, previousSecret);
    const judgements = [
      judge(text, both, { secret: previousSecret, now: NOW }),
      judge(text, both, { secret, now: NOW }),
      judge(text, sign(text), { secret: [previousSecret, secret], now: NOW }),
      judge(text, both, { secret: newSecret(), now: NOW }),
    ];
    expect(judgements).toEqual([{ ok: true }, { ok: true }, { ok: true }, { ok: false, reason: "no match" }]);
  });

  it("takes a time that is five minutes away, and no more", () => {
    const at = (seconds: number) => judge(text, sign(text), { secret, now: new Date(NOW.getTime() + seconds * 1_000) });
    expect([300, -300, 301, -301].map(at)).toEqual([
      { ok: true },
      { ok: true },
      { ok: false, reason: "too old" },
      { ok: false, reason: "too new" },
    ]);
  });

  it("names an unset secret instead of judging the webhook", () => {
    for (const unset of [undefined, "", []]) {
      expect(() => verify(text, sign(text), { secret: unset, now: NOW })).toThrow(/secret must be .*whsec_/);
    }
  });

  it("says of a signed body that is no JSON that it is none", () => {
    expect(judge("hello", sign("hello"), { secret, now: NOW })).toEqual({ ok: false, reason: "not JSON" });
  });

  it("judges each published vector as the system itself does", () => {
    const judged = fixture.vectors.map((vector) => {
      const key = "public_key" in vector && vector.public_key ? vector.public_key : vector.secret;
      const body = Buffer.from(vector.body_base64, "base64");
      const headers: Record<string, string | undefined> = vector.headers;
      const judgement = judge(body, headers, { secret: key, now: new Date(vector.verify_at * 1_000) });
      const own = verifySignature({ secret: key, headers, body, nowSeconds: vector.verify_at });
      // The body of a few vectors is no JSON, which only the client looks at.
      return { id: vector.id, judgement: judgement.reason === "not JSON" ? { ok: true } : judgement, own };
    });
    expect(judged.map(({ id, judgement }) => ({ id, judgement }))).toEqual(
      judged.map(({ id, own }) => ({ id, judgement: own })),
    );
    expect(judged.some(({ own }) => own.ok) && judged.some(({ own }) => !own.ok)).toBe(true);
  });

  it("refuses a secret that is none", () => {
    expect(() => verify(text, sign(text), { secret: "whsec_§", now: NOW })).toThrow(TypeError);
  });
});

it("the event name tells which data there is", () => {
  const summaryOf = (webhook: Webhook): string | null | undefined => {
    switch (webhook.event) {
      case "appointment.rescheduled":
        expectTypeOf(webhook.data.startTime).toEqualTypeOf<string>();
        expectTypeOf(webhook.appointmentId).toEqualTypeOf<string | undefined>();
        // @ts-expect-error an appointment has no such id
        return webhook.paymentId;
      case "payment.completed":
        return webhook.paymentId;
      case "webhook.disabled":
        return webhook.data.reason;
      default:
        expectTypeOf(webhook.data.anything).toEqualTypeOf<unknown>();
        return webhook.event;
    }
  };
  expect(summaryOf(verify(text, sign(text), { secret, now: NOW }))).toBe("appointment.created");
});
