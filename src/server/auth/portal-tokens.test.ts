import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { handOffClaims } from "#domain/portal/portal-token.schema.ts";
import { parseEnv } from "#env.ts";
import { DEVELOPMENT_KEY_FILE, verifyPortalToken } from "#server/auth/portal-tokens.ts";
import { createPlatform, type Platform } from "#tests/platform.ts";

const BASE_URL = "https://hooks.example.com";

let platform: Platform;
let stranger: Platform;
beforeAll(async () => {
  platform = await createPlatform();
  stranger = await createPlatform();
});

const settings = (source: Record<string, string>) => {
  const parsed = parseEnv({ BASE_URL, ...source });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.env;
};
const verify = (token: string, now?: Date, source: Record<string, string> = { PORTAL_JWKS: platform.jwks }) =>
  verifyPortalToken(settings(source), token, handOffClaims, now);
const seconds = (offset: number) => Math.floor(Date.now() / 1_000) + offset;
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("a token of the platform", () => {
  it("names the person, the tenant and the role", async () => {
    expect(await verify(await platform.sign(BASE_URL, { claims: { name: "Ada" } }))).toMatchObject({
      sub: "person_1",
      tenant: "salon",
      role: "admin",
      name: "Ada",
    });
  });

  it.each([
    ["another issuer", { iss: "evil" }],
    ["another dashboard", { aud: "https://other.example.com" }],
    ["no issuer", { iss: undefined }],
    ["no audience", { aud: undefined }],
    ["no subject", { sub: undefined }],
    ["no tenant", { tenant: undefined }],
    ["a tenant that is none", { tenant: "a b" }],
    ["no role", { role: undefined }],
    ["a role that there is not", { role: "owner" }],
    ["no id", { jti: undefined }],
    ["an empty id", { jti: "" }],
    ["no end", { exp: undefined }],
    ["no beginning", { iat: undefined }],
    ["an end in the past", { iat: seconds(-58), exp: seconds(-10) }],
    ["an age of over a minute", { iat: seconds(-70), exp: seconds(-8) }],
    ["a life of over a minute", { iat: seconds(0), exp: seconds(61) }],
    ["a beginning in the future", { iat: seconds(30), exp: seconds(80) }],
    ["another purpose", { action: "end_sessions" }],
  ])("is refused with %s", async (_, claims) => {
    await expect(verify(await platform.sign(BASE_URL, { claims }))).rejects.toMatchObject({ code: "unauthorized" });
  });

  it("is refused a good minute after its signature, and accepted just before", async () => {
    const token = await platform.sign(BASE_URL);
    await expect(verify(token, new Date(Date.now() + 59_000))).resolves.toBeDefined();
    await expect(verify(token, new Date(Date.now() + 70_000))).rejects.toMatchObject({ code: "unauthorized" });
  });

  it("is refused with a foreign signature, without a signature, or without a key id", async () => {
    const good = await platform.sign(BASE_URL);
    const [header = "", payload = "", signature = ""] = good.split(".");
    const promoted = base64({ ...JSON.parse(Buffer.from(payload, "base64url").toString()), tenant: "other" });
    const forged = [
      await stranger.sign(BASE_URL),
      await platform.sign(BASE_URL, { header: { kid: "p2" } }),
      await platform.sign(BASE_URL, { header: { kid: undefined } }),
      `${header}.${promoted}.${signature}`,
      `${header}.${payload}.`,
      `${base64({ alg: "none", kid: "p1" })}.${payload}.`,
      good.slice(0, -4),
      "",
      "a.b.c",
      "x".repeat(10_000),
    ];
    for (const token of forged) await expect(verify(token)).rejects.toMatchObject({ code: "unauthorized" });
  });

  it.each(["portal+jwt", "application/portal+jwt", "Portal+JWT"])("may declare its type: %s", async (typ) => {
    await expect(verify(await platform.sign(BASE_URL, { header: { typ } }))).resolves.toBeDefined();
  });

  it.each(["JWT", "at+jwt", "portal+jwt2", "", null, 1, [["portal+jwt"]]])(
    "is refused when it declares another type: %j",
    async (typ) => {
      const token = await platform.sign(BASE_URL, { header: { typ } });
      await expect(verify(token)).rejects.toMatchObject({ code: "unauthorized" });
    },
  );

  it("is refused with the public key used as a shared secret", async () => {
    const [, payload = ""] = (await platform.sign(BASE_URL)).split(".");
    const head = base64({ alg: "HS256", kid: "p1" });
    const key = JSON.parse(platform.jwks).keys[0].x;
    for (const secret of [key, Buffer.from(key, "base64url"), platform.jwks]) {
      const mac = createHmac("sha256", secret).update(`${head}.${payload}`).digest("base64url");
      await expect(verify(`${head}.${payload}.${mac}`)).rejects.toMatchObject({ code: "unauthorized" });
    }
  });

  it("may be signed with either of two keys, so that the platform can rotate its key", async () => {
    const next = await createPlatform({ kid: "p2" });
    const keys = [platform, next].flatMap(({ jwks }) => JSON.parse(jwks).keys);
    const source = { PORTAL_JWKS: JSON.stringify({ keys }) };
    for (const each of [platform, next])
      await expect(verify(await each.sign(BASE_URL), undefined, source)).resolves.toBeDefined();
  });

  it("is accepted from another issuer that the settings name", async () => {
    const booking = await createPlatform({ issuer: "booking" });
    const source = { PORTAL_JWKS: booking.jwks, PORTAL_ISSUER: "booking" };
    await expect(verify(await booking.sign(BASE_URL), undefined, source)).resolves.toBeDefined();
  });
});

describe("the key pair for development", () => {
  it("opens the dashboard on loopback only, and only while no platform is set up", async () => {
    const directory = mkdtempSync(join(tmpdir(), "bellhop-"));
    try {
      const [key] = JSON.parse(platform.jwks).keys;
      writeFileSync(join(directory, DEVELOPMENT_KEY_FILE), JSON.stringify(key));
      const local = { DATA_DIR: directory, BASE_URL: "http://localhost:3000" };
      const open = async (source: Record<string, string>) =>
        verify(await platform.sign(source.BASE_URL ?? ""), undefined, source);
      await expect(open(local)).resolves.toBeDefined();
      await expect(open({ ...local, BASE_URL })).rejects.toMatchObject({ code: "unauthorized" });
      await expect(open({ ...local, HOST: "0.0.0.0" })).rejects.toMatchObject({ code: "unauthorized" });
      await expect(open({ ...local, PORTAL_JWKS: stranger.jwks })).rejects.toMatchObject({ code: "unauthorized" });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
