import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseEnv } from "#env.ts";

const PNG = Buffer.from("89504e470d0a1a0a", "hex");
const WEBP = Buffer.from("RIFF\0\0\0\0WEBPVP8 ", "latin1");

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "brand-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string, bytes: Uint8Array | string) => {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
};
const problemsOf = (source: Record<string, string>) => {
  const result = parseEnv(source);
  return result.ok ? [] : result.problems;
};

it("the brand is read as it is given, and is Bellhop without settings", () => {
  const settings = { BRAND_NAME: "Salonware", BRAND_COLOR: "#0A7", BRAND_URL: "https://app.example.com/home" };
  expect(parseEnv(settings)).toMatchObject({
    env: { BRAND_NAME: "Salonware", BRAND_COLOR: "#00aa77", BRAND_URL: "https://app.example.com/home" },
  });
  expect(parseEnv({})).toMatchObject({ env: { BRAND_NAME: "Bellhop" } });
});

it("the name stands in the sender of emails, without characters that would end it", () => {
  const env = parseEnv({ BRAND_NAME: 'Salon "A, B" <x@y>', BASE_URL: "https://hooks.example.com" });
  expect(env).toMatchObject({ env: { EMAIL_FROM: "Salon  A  B   x y <bellhop@hooks.example.com>" } });
});

it("a picture is PNG or WebP by its first bytes, whatever its name says", () => {
  expect(parseEnv({ BRAND_LOGO: file("a.svg", PNG) })).toMatchObject({ env: { BRAND_LOGO: { type: "image/png" } } });
  expect(parseEnv({ BRAND_LOGO: file("b", WEBP) })).toMatchObject({ env: { BRAND_LOGO: { type: "image/webp" } } });
  const full = Buffer.concat([PNG, Buffer.alloc(65_536 - PNG.length)]);
  expect(problemsOf({ BRAND_LOGO: file("full.png", full) })).toEqual([]);
});

it.each([
  ["BRAND_LOGO", () => file("logo.png", "<svg xmlns='http://www.w3.org/2000/svg'/>"), /neither PNG nor WebP/],
  ["BRAND_LOGO", () => file("large.png", Buffer.concat([PNG, Buffer.alloc(65_536)])), /too large; use at most 64 KB/],
  ["BRAND_LOGO", () => file("empty.png", ""), /neither PNG nor WebP/],
  ["BRAND_LOGO", () => join(directory, "missing.png"), /cannot be read/],
  ["BRAND_LOGO", () => directory, /cannot be read/],
  ["BRAND_COLOR", () => "teal", /use a colour such as #0f766e/],
  ["BRAND_NAME", () => "x".repeat(61), /at most 60/],
  ["BRAND_NAME", () => "   ", /give a name/],
  ["BRAND_URL", () => "http://app.example.com", /use an https address/],
  ["BRAND_URL", () => "app.example.com", /use an https address/],
])("a bad %s gives one clear line", (name, value, expected) => {
  const problems = problemsOf({ [name]: value() });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^${name}: `));
  expect(problems[0]).toMatch(expected);
});
