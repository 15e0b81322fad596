import { describe, expect, it } from "vitest";
import type { SecretBox } from "#domain/context.ts";
import { newSecret } from "#domain/signing/secret.ts";
import { HEADER_VALUE_MASK } from "#domain/subscriptions/webhook.schema.ts";
import { buildHeaders } from "#engine/attempt/build-request.ts";

/** Secret box without encryption. */
const secrets: SecretBox = {
  seal: (text) => text,
  open: (text) => text,
  fingerprints: (text) => [text],
  keyIds: ["k1"],
};

const headersWith = (custom: Record<string, string>, prefix = "MAIS") =>
  buildHeaders(
    {
      subscriptionId: "wh_1",
      tenantId: "t1",
      url: "https://hooks.example.com/",
      secret: newSecret(),
      previousSecret: null,
      previousSecretExpiresAt: null,
      customHeaders: JSON.stringify(custom),
      deliveryId: "dlv_1",
      eventId: "evt_1",
      event: "appointment.created",
      number: 1,
      body: Buffer.from("{}"),
    },
    { secrets, prefix, now: new Date() },
  );

describe("the headers of an attempt", () => {
  it("custom headers are sent, and the log masks their values", () => {
    const { sent, logged } = headersWith({ Authorization: "Bearer hush", __proto__x: "1" });
    expect(sent).toMatchObject({ Authorization: "Bearer hush", "X-MAIS-Event": "appointment.created" });
    expect(logged).toMatchObject({ Authorization: HEADER_VALUE_MASK, __proto__x: HEADER_VALUE_MASK });
    expect(JSON.stringify(logged)).not.toContain("hush");
    expect(logged["webhook-signature"]).toBe(sent["webhook-signature"]);
  });

  it("Accept is */* unless the webhook sets its own value", () => {
    for (const headers of Object.values(headersWith({}))) expect(headers.Accept).toBe("*/*");
    const { sent, logged } = headersWith({ aCCept: "application/json" });
    expect(sent).toMatchObject({ aCCept: "application/json" });
    expect(logged).toMatchObject({ aCCept: HEADER_VALUE_MASK });
    for (const headers of [sent, logged]) expect(headers).not.toHaveProperty("Accept");
  });

  it("stored headers with a reserved name, in any case, are not sent", () => {
    const { sent, logged } = headersWith(
      {
        "x-acme-event": "forged",
        "X-ACME-SIGNATURE": "forged",
        host: "inner",
        "True-Client-IP": "203.0.113.9",
        X_Forwarded_For: "203.0.113.9",
        "Webhook-Signature": "forged",
        "X-Ok": "1",
      },
      "Acme",
    );
    for (const headers of [sent, logged]) {
      const names = Object.keys(headers).map((name) => name.toLowerCase());
      expect(new Set(names).size).toBe(names.length);
      expect(Object.values(headers)).not.toContain("forged");
      for (const name of ["host", "true-client-ip", "x_forwarded_for"]) expect(names).not.toContain(name);
    }
    expect(sent["X-Ok"]).toBe("1");
  });
});
