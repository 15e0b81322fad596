import { describe, expect, it } from "vitest";
import { originsOf } from "#server/auth/auth.ts";

describe("originsOf", () => {
  it("accepts both spellings of loopback, with the port", () => {
    expect(originsOf("http://localhost:3000")).toEqual(["http://localhost:3000", "http://127.0.0.1:3000"]);
    expect(originsOf("http://127.0.0.1:3000")).toEqual(["http://localhost:3000", "http://127.0.0.1:3000"]);
  });

  it("accepts only its own origin elsewhere, without a path", () => {
    expect(originsOf("https://hooks.example.com/")).toEqual(["https://hooks.example.com"]);
    expect(originsOf("https://localhost.example.com")).toEqual(["https://localhost.example.com"]);
  });
});
