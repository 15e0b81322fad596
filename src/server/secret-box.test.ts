import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSecretBox } from "#server/secret-box.ts";

const place = { tenantId: "a", table: "webhook_subscription", column: "secret", rowId: "wh_1" };
const key = (id: string) => ({ id, key: randomBytes(32) });

describe("secret box", () => {
  it("opens what it sealed, and never seals twice to the same text", () => {
    const box = createSecretBox([key("k1")]);
    const sealed = box.seal("whsec_x", place);
    expect(box.open(sealed, place)).toBe("whsec_x");
    expect(box.seal("whsec_x", place)).not.toBe(sealed);
    expect(sealed).not.toContain("whsec_x");
  });

  it.each([
    ["tenant", { ...place, tenantId: "b" }],
    ["table", { ...place, table: "api_key" }],
    ["column", { ...place, column: "headers" }],
    ["row", { ...place, rowId: "wh_2" }],
  ])("does not open in another %s", (_, other) => {
    const box = createSecretBox([key("k1")]);
    const sealed = box.seal("whsec_x", place);
    expect(() => box.open(sealed, other)).toThrow();
  });

  it("refuses a shortened tag and an unknown key", () => {
    const k1 = key("k1");
    const sealed = createSecretBox([k1]).seal("whsec_x", place);
    expect(() => createSecretBox([k1]).open(sealed.slice(0, -16), place)).toThrow();
    expect(() => createSecretBox([key("k2")]).open(sealed, place)).toThrow(/unknown key/);
  });

  it("writes with the first key and still opens with the others", () => {
    const [k1, k2] = [key("k1"), key("k2")];
    const sealed = createSecretBox([k1]).seal("whsec_x", place);
    const rotated = createSecretBox([k2, k1]);
    expect(rotated.open(sealed, place)).toBe("whsec_x");
    expect(rotated.seal("whsec_x", place)).toMatch(/^v1\.k2\./);
    expect(rotated.fingerprints("mwk_live_x")).toContain(createSecretBox([k1]).fingerprints("mwk_live_x")[0]);
  });
});
