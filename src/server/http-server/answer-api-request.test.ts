import { expect, it } from "vitest";
import { settledTarget } from "#server/http-server/answer-api-request.ts";

const CHARACTERS = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index));

const asUrlSays = (target: string) => {
  const { pathname, search } = new URL(`http://localhost${target}`);
  return pathname + search;
};

it.each(["/v1/a?b=", "/v1/a?", "/v1/a?b=c&", "/v1/", "/v1/a", "/v1/."])(
  "settles %s and any character as URL does",
  (start) => {
    for (const character of CHARACTERS) {
      const target = `${start}${character}`;
      const isLeftToNext = /^[^?]*(\/\/|\\)/.test(target);
      expect(settledTarget(target), target).toBe(isLeftToNext ? null : asUrlSays(target));
      expect(settledTarget(`${target}z`), target).toBe(isLeftToNext ? null : asUrlSays(`${target}z`));
    }
  },
);

it("settles a lone question mark, escapes and dot segments", () => {
  for (const target of ["/v1/a?", "/v1/a?%2f", "/v1/a?%", "/v1/%61", "/v1/../a", "/v1/a/..?b=c", "/"])
    expect(settledTarget(target), target).toBe(asUrlSays(target));
});
