import { describe, expect, it } from "vitest";
import { apiKeyHint, isApiKeyText, newApiKeyText } from "#domain/api-keys/api-key-text.ts";

describe("API key text", () => {
  it("is the prefix, 43 characters for 256 bits and 6 for the checksum, and never the same twice", () => {
    const keys = Array.from({ length: 200 }, () => newApiKeyText());
    for (const key of keys) expect(key).toMatch(/^mwk_live_[0-9A-Za-z]{49}$/);
    expect(new Set(keys).size).toBe(200);
    expect(keys.every(isApiKeyText)).toBe(true);
    expect(newApiKeyText("test")).toMatch(/^mwk_test_[0-9A-Za-z]{49}$/);
    expect(isApiKeyText(newApiKeyText("test"))).toBe(true);
    expect(isApiKeyText(newApiKeyText("test").replace("test", "live"))).toBe(false);
  });

  it("is refused with one wrong character at any position", () => {
    const key = newApiKeyText();
    for (let at = 0; at < key.length; at++) {
      const wrong = key[at] === "x" ? "y" : "x";
      expect(isApiKeyText(key.slice(0, at) + wrong + key.slice(at + 1))).toBe(false);
    }
  });

  it.each(["", "mwk_live_", "Bearer x", `${newApiKeyText()} `, `${newApiKeyText()}\n`, newApiKeyText().slice(1)])(
    "refuses %j",
    (text) => {
      expect(isApiKeyText(text)).toBe(false);
    },
  );

  it("keeps a fixed checksum over versions: an issued key stays valid", () => {
    expect(isApiKeyText(`mwk_live_${"A".repeat(43)}${KNOWN_CHECKSUM}`)).toBe(true);
  });

  it("shows no more than eight of its random characters in the hint", () => {
    const key = newApiKeyText();
    expect(apiKeyHint(key)).toBe(`${key.slice(0, 13)}…${key.slice(-4)}`);
  });
});

/** CRC-32 (ISO-HDLC) of `mwk_live_` and 43 times `A`, in base 62. */
const KNOWN_CHECKSUM = "1OxJ52";
