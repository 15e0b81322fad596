import { expect, it } from "vitest";
import { accentProperties, accentTokens } from "#domain/brand/accent-tokens.ts";
import { portalBrand } from "#domain/brand/brand.schema.ts";
import { contrastOf, hexOf, oklchOf } from "#domain/brand/color.ts";

/** Colours from every corner of the cube, and in between. */
const COLORS = [0, 51, 102, 153, 204, 255].flatMap((red, _, steps) =>
  steps.flatMap((green) =>
    steps.map((blue) => `#${[red, green, blue].map((value) => value.toString(16).padStart(2, "0")).join("")}`),
  ),
);

it("contrast is that of WCAG 2.2", () => {
  expect(contrastOf("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrastOf("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});

it("a colour survives the way through OKLCH", () => {
  expect(COLORS.filter((color) => hexOf(oklchOf(color)) !== color)).toEqual([]);
});

it("text on the accent, and the accent as text, have a contrast of 4.5 or more in both themes, whatever the colour", () => {
  for (const color of COLORS) {
    const { light, dark } = accentTokens(color);
    for (const [theme, grounds] of [
      [light, ["#ffffff", "#f3f2f0"]],
      [dark, ["#0b0b0e", "#18181c"]],
    ] as const) {
      const pairs = [
        [theme.onAccent, theme.accent],
        [theme.onAccent, theme.strong],
        [theme.accent, theme.tint],
        ...grounds.map((ground) => [theme.accent, ground]),
      ];
      for (const [one = "", other = ""] of pairs)
        expect(contrastOf(one, other), `${color}: ${one} on ${other}`).toBeGreaterThanOrEqual(4.5);
    }
  }
});

it("a colour with enough contrast stays as it is in the light theme, and keeps its hue in the dark one", () => {
  const { light, dark } = accentTokens("#0f766e");
  expect(light.accent).toBe("#0f766e");
  expect(Math.abs(oklchOf(dark.accent).h - oklchOf("#0f766e").h)).toBeLessThan(8);
  expect(accentProperties({ light, dark })["--accent"]).toBe(`light-dark(#0f766e, ${dark.accent})`);
});

it.each([
  [{ color: "red" }, "color"],
  [{ color: "#12345" }, "color"],
  [{ name: "x".repeat(61) }, "name"],
  [{ name: "a\u202Eb" }, "name"],
  [{ returnUrl: "http://app.example.com" }, "returnUrl"],
  [{ returnUrl: "javascript:alert(1)" }, "returnUrl"],
  [{ returnUrl: "https://user@app.example.com" }, "returnUrl"],
  [{ returnUrl: `https://app.example.com/${"x".repeat(2_048)}` }, "returnUrl"],
])("a hand-off's brand %j is refused", (brand, field) => {
  expect(portalBrand.safeParse(brand).error?.issues[0]?.path).toEqual([field]);
});

it("a hand-off's brand names no picture, and its colour is written in six digits", () => {
  expect(portalBrand.safeParse({ logo: "https://example.com/x.svg" }).success).toBe(false);
  expect(portalBrand.parse({ color: "#0AF" })).toEqual({ color: "#00aaff" });
});
