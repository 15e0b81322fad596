import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inertText } from "#components/ui/inert-text.ts";

describe("a text from outside, once shown,", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "␛[31mred␛[0m"],
    ["\u001b]0;owned\u0007", "␛]0;owned␇"],
    ["\u009b2J", "[U+009B]2J"],
    ["a\u0000b", "a␀b"],
    ["user\u202egnp.exe", "user[U+202E]gnp.exe"],
    ["\u2066a\u2069", "[U+2066]a[U+2069]"],
    ["pay\u200bpal", "pay[U+200B]pal"],
    ["ok\rno", "ok␍no"],
    ["\ufeff{}", "[U+FEFF]{}"],
    ["\u2028", "[U+2028]"],
    ["\ud800", "[U+D800]"],
    ["\u{e0041}", "[U+E0041]"],
    ["\u007f", "␡"],
  ])("%j is shown as %s", (text, shown) => expect(inertText(text)).toBe(shown));

  it.each(["a\r\n\tb\n", "<script>alert(1)</script>", "Zoë 👩‍🚀 שלום می‌خواهم", ""])("%j is shown as it is", (text) =>
    expect(inertText(text)).toBe(text),
  );

  it("holds no control character or direction mark, and a second pass changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const shown = inertText(text);
        expect(shown).not.toMatch(/[^\P{Cc}\n\t\r]|\p{Bidi_Control}|\p{Cs}/u);
        expect(inertText(shown)).toBe(shown);
      }),
    );
  });
});
