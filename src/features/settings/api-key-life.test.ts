import { describe, expect, it } from "vitest";
import { createApiKeyInput } from "#domain/api-keys/api-key.schema.ts";
import { keyState, LIVES, lifeInDays } from "#features/settings/api-key-life.ts";

describe("the lifetime of an API key", () => {
  it.each(LIVES)("%s is accepted by the server", (value) => {
    const input = { name: "till", scopes: ["events:write"], expiresInDays: lifeInDays(value) };
    expect(createApiKeyInput.safeParse(input).success).toBe(true);
  });

  it("ends with its expiry or revocation", () => {
    const at = "2026-11-02T10:00:00.000Z";
    const now = Date.parse(at);
    expect(keyState({ revokedAt: null, expiresAt: null }, now)).toBe("active");
    expect(keyState({ revokedAt: null, expiresAt: at }, now - 1)).toBe("active");
    expect(keyState({ revokedAt: null, expiresAt: at }, now)).toBe("expired");
    expect(keyState({ revokedAt: at, expiresAt: at }, now)).toBe("revoked");
  });
});
