import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { decodeSecret, newSecret, secretHint, secretKey } from "#domain/signing/secret.ts";
import { bodySignature, signatureHeaders, signPayload } from "#domain/signing/sign.ts";
import { verifySignature } from "#domain/signing/verify.ts";
import fixture from "#tests/fixtures/signature-vectors.json" with { type: "json" };

type Vector = {
  id: string;
  name: string;
  secret: string;
  signed_with?: string;
  public_key?: string;
  msg_id: string;
  timestamp: number;
  body_base64: string;
  signed_body_base64?: string;
  signature: string;
  headers: Record<string, string>;
  verify_at: number;
  expect: string;
  reason?: string | null;
};

const vectors = (fixture.vectors as unknown as Vector[]).map((vector) => [vector.id, vector.name, vector] as const);
const isSymmetric = (vector: Vector) => vector.signature.startsWith("v1,");
/** Signed with the 18-byte secret of Svix's documentation, which we verify with but never sign with. */
const hasShortSecret = (vector: Vector) => decodeSecret(vector.signed_with ?? vector.secret).length < 24;
const NOW = 1_764_928_800;
const bytes = (text: string) => new TextEncoder().encode(text);

describe("the published vectors", () => {
  it.each(vectors)("%s is judged as published: %s", (_id, _name, vector) => {
    const answer = verifySignature({
      secret: vector.public_key ?? vector.secret,
      headers: vector.headers,
      body: Buffer.from(vector.body_base64, "base64"),
      nowSeconds: vector.verify_at,
    });
    expect(answer).toEqual(vector.expect === "valid" ? { ok: true } : { ok: false, reason: vector.reason });
  });

  // Asymmetric vectors need a private key, which this product never holds: they are verified only.
  it.each(vectors.filter(([, , vector]) => isSymmetric(vector) && !hasShortSecret(vector)))(
    "%s is signed as published: %s",
    (_id, _name, vector) => {
      const signature = signPayload({
        secret: vector.signed_with ?? vector.secret,
        id: vector.msg_id,
        timestampSeconds: vector.timestamp,
        body: Buffer.from(vector.signed_body_base64 ?? vector.body_base64, "base64"),
      });
      expect(signature).toBe(vector.signature);
    },
  );

  it.each(vectors.filter(([, , vector]) => isSymmetric(vector) && hasShortSecret(vector)))(
    "%s is not signed, because its secret is shorter than 24 bytes: %s",
    (_id, _name, vector) => {
      const { secret, msg_id: id, timestamp: timestampSeconds, signature } = vector;
      const body = Buffer.from(vector.body_base64, "base64");
      expect(() => signPayload({ secret, id, timestampSeconds, body })).toThrow("24 to 64 bytes");
      const headers = {
        "webhook-id": id,
        "webhook-timestamp": String(timestampSeconds),
        "webhook-signature": signature,
      };
      expect(verifySignature({ secret, headers, body, nowSeconds: timestampSeconds })).toEqual({ ok: true });
    },
  );

  it.each(fixture.bad_secrets.map((bad) => [bad.why, bad.secret]))("a bad secret throws: %s", (_why, secret) => {
    expect(() => secretKey(secret)).toThrow();
    expect(() => signPayload({ secret, id: "evt_1", timestampSeconds: NOW, body: bytes("{}") })).toThrow();
  });
});

const BODIES = [
  bytes("{}"),
  bytes('{"name":"Иван","note":"\\u0000"}'),
  new Uint8Array([0, 255, 254, 10, 13, 0]),
  new Uint8Array(0),
  bytes("x".repeat(300_000)),
];

describe("sign and verify", () => {
  const secret = newSecret();
  const previousSecret = newSecret();
  const signed = (body: Uint8Array, previous: string | null = null) =>
    signatureHeaders({ prefix: "MAIS", secret, previousSecret: previous, id: "evt_1", timestampSeconds: NOW, body });

  it("our own signature verifies, whatever the bytes", () => {
    for (const body of BODIES) {
      expect(verifySignature({ secret, headers: signed(body), body, nowSeconds: NOW })).toEqual({ ok: true });
    }
  });

  it("during a rotation both secrets verify, and no other secret", () => {
    for (const body of BODIES) {
      const headers = signed(body, previousSecret);
      const judge = (key: string) => verifySignature({ secret: key, headers, body, nowSeconds: NOW });
      expect([secret, previousSecret].map(judge)).toEqual([{ ok: true }, { ok: true }]);
      expect(judge(newSecret())).toEqual({ ok: false, reason: "no match" });
    }
  });

  it("one changed byte of body, id, time or secret does not verify", () => {
    const body = bytes('{"id":"evt_1"}');
    const headers = signed(body);
    const changed = [
      { secret, headers, body: bytes('{"id":"evt_2"}') },
      { secret, headers: { ...headers, "webhook-id": "evt_2" }, body },
      { secret, headers: { ...headers, "webhook-timestamp": String(NOW + 1) }, body },
      { secret: newSecret(), headers, body },
    ];
    for (const one of changed) {
      expect(verifySignature({ ...one, nowSeconds: NOW })).toEqual({ ok: false, reason: "no match" });
    }
  });

  it("the tolerance is inclusive on both sides", () => {
    const body = bytes("{}");
    const at = (nowSeconds: number) => verifySignature({ secret, headers: signed(body), body, nowSeconds });
    expect([NOW - 300, NOW + 300].map(at)).toEqual([{ ok: true }, { ok: true }]);
    expect(at(NOW + 301)).toEqual({ ok: false, reason: "too old" });
    expect(at(NOW - 301)).toEqual({ ok: false, reason: "too new" });
  });

  it("the public standardwebhooks library verifies what we sign, with the new and with the old secret", () => {
    const body = '{"id":"evt_1","event":"appointment.created","data":{"name":"Иван"}}';
    const timestampSeconds = Math.floor(Date.now() / 1_000);
    const headers = signatureHeaders({
      prefix: "MAIS",
      secret,
      previousSecret,
      id: "evt_1",
      timestampSeconds,
      body: bytes(body),
    });
    for (const key of [secret, previousSecret]) {
      expect(new Webhook(key).verify(body, headers)).toEqual(JSON.parse(body));
    }
    expect(new Webhook(secret).sign("evt_1", new Date(timestampSeconds * 1_000), body)).toBe(
      headers["webhook-signature"]?.split(" ")[0],
    );
  });

  it("an id with a dot is neither signed nor verified", () => {
    const body = bytes("{}");
    expect(() => signPayload({ secret, id: "evt_1.2", timestampSeconds: NOW, body })).toThrow();
    const headers = { ...signed(body), "webhook-id": "evt_1.2" };
    expect(verifySignature({ secret, headers, body, nowSeconds: NOW })).toEqual({ ok: false, reason: "bad id" });
  });
});

describe("signatureHeaders", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const input = { prefix: "MAIS", secret, id: "evt_1", timestampSeconds: NOW, body: bytes("{}") };

  it("has exactly one signature of each kind outside a rotation", () => {
    expect(Object.keys(signatureHeaders({ ...input, previousSecret: null }))).toEqual([
      "webhook-id",
      "webhook-timestamp",
      "webhook-signature",
      "X-MAIS-Signature",
    ]);
  });

  it("makes the plain signature with the secret as shown, and adds the previous one during a rotation", () => {
    const previousSecret = newSecret();
    const headers = signatureHeaders({ ...input, previousSecret });
    // printf '{}' | openssl dgst -sha256 -hmac whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
    expect(headers["X-MAIS-Signature"]).toBe("6cbbcdf2c8016ca85b50543b19e8e121ef16137967bdfa3ce660972922bafaeb");
    expect(headers["X-MAIS-Signature-Previous"]).toBe(bodySignature({ secret: previousSecret, body: bytes("{}") }));
  });
});

describe("secrets", () => {
  it("are whsec_ and 32 fresh random bytes in base64", () => {
    const secret = newSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(secretKey(secret)).toHaveLength(32);
    expect(newSecret()).not.toBe(secret);
  });

  it("give the same key with and without prefix and padding", () => {
    const secret = newSecret();
    const bare = secret.slice("whsec_".length);
    for (const spelling of [bare, bare.replace("=", ""), secret.replace("=", "")]) {
      expect(secretKey(spelling)).toEqual(secretKey(secret));
    }
  });

  it("are shown by their last four characters", () => {
    expect(secretHint("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2Laab12")).toBe("whsec_…ab12");
  });
});
