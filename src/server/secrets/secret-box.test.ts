import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSecretBox } from "#server/secrets/secret-box.ts";

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

  describe("refuses a text that was changed", () => {
    const k1 = key("k1");
    const twin = { id: "k2", key: k1.key };
    const sealed = createSecretBox([k1]).seal("whsec_x", place);
    const [version, keyId, iv, body = ""] = sealed.split(".");
    const bytes = Buffer.from(body, "base64url");
    const withBody = (changed: Buffer) => [version, keyId, iv, changed.toString("base64url")].join(".");
    const opening = (text: string) => () => createSecretBox([k1, twin]).open(text, place);

    it("the unchanged text opens", () => expect(opening(sealed)()).toBe("whsec_x"));

    it.each(Array.from({ length: bytes.length }, (_, index) => index))("flipped in byte %i", (index) => {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(opening(withBody(changed))).toThrow();
    });

    it.each([1, 4, 8, 12, 15])("its tag cut to %i bytes", (length) => {
      expect(opening(withBody(Buffer.concat([bytes.subarray(0, -16), bytes.subarray(-16, -16 + length)])))).toThrow();
      expect(opening(withBody(bytes.subarray(-length)))).toThrow();
    });

    it("with the id of another key of the same bytes, or of an unknown key", () => {
      expect(opening(sealed.replace(".k1.", ".k2."))).toThrow();
      expect(opening(sealed.replace(".k1.", ".k3."))).toThrow(/unknown key/);
      expect(() => createSecretBox([{ id: "k1", key: randomBytes(32) }]).open(sealed, place)).toThrow();
    });

    it.each(["", "v1", "v2.k1.aa.bb", "v1.k1..", "whsec_plain"])("replaced by %j", (text) => {
      expect(opening(text)).toThrow();
    });

    it("moved to a context whose parts join to the same text", () => {
      const box = createSecretBox([k1]);
      const moved = box.seal("whsec_x", {
        tenantId: "a|webhook_subscription",
        table: "secret",
        column: "x",
        rowId: "1",
      });
      const other = { tenantId: "a", table: "webhook_subscription", column: "secret|x", rowId: "1" };
      expect(() => box.open(moved, other)).toThrow();
    });
  });

  it("adopts new keys while it runs: for opening texts sealed with them, and for all new texts", () => {
    const [k1, k2] = [key("k1"), key("k2")];
    let changed: ReturnType<typeof key>[] | null = null;
    const running = createSecretBox([k1], () => changed);
    const old = running.seal("whsec_x", place);
    const sealed = createSecretBox([k2, k1]).seal("whsec_y", place);
    expect(() => running.open(sealed, place)).toThrow(/unknown key/);
    changed = [k2, k1];
    expect(running.open(sealed, place)).toBe("whsec_y");
    expect(running.open(old, place)).toBe("whsec_x");
    expect(running.seal("whsec_z", place)).toMatch(/^v1\.k2\./);
    expect(running.keyIds).toEqual(["k2", "k1"]);
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
