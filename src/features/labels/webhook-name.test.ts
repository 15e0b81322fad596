import { describe, expect, it } from "vitest";
import { splitUrl, webhookName } from "#features/labels/webhook-name.ts";

describe("webhook names", () => {
  it.each([
    ["https://hooks.example.com/a/b?c=1", "hooks.example.com", "/a/b?c=1"],
    ["http://localhost:3000/", "localhost:3000", ""],
    ["half an address", "half an address", ""],
  ])("splits %s", (url, host, path) => {
    expect(splitUrl(url)).toEqual({ host, path });
  });

  it("prefer the owner's description", () => {
    expect(webhookName({ description: "Newsletter", url: "https://a.example.com" })).toBe("Newsletter");
    expect(webhookName({ description: "", url: "https://a.example.com/x" })).toBe("a.example.com/x");
  });

  it("shorten a long address", () => {
    const named = (url: string) => webhookName({ description: "", url });
    expect(named("https://a.example.com/x?token=1/2#top")).toBe("a.example.com/x");
    expect(named("https://a.example.com/?token=1")).toBe("a.example.com");
    expect(named(`https://a.example.com/${"x".repeat(26)}`)).toBe(`a.example.com/${"x".repeat(26)}`);
    expect(named(`https://a.example.com/${"x".repeat(27)}`)).toBe(`a.example.com/${"x".repeat(26)}…`);
  });
});
