import { expect, it } from "vitest";
import { createOriginLog } from "#server/auth/other-origins.ts";

const BASE_URL = "http://booking.lan:3000";

const openLog = () => {
  const lines: object[] = [];
  const ignore = () => {};
  const warn = (fields: object) => lines.push(fields);
  const log = { debug: ignore, info: ignore, warn, error: ignore };
  const note = createOriginLog();
  return { lines, note: (headers: Headers) => note({ log, baseUrl: BASE_URL }, headers) };
};
const from = (origin: string, host = "10.0.0.5:3000") => new Headers({ origin, host });

it("the warning names each origin once, and the host of a form without an origin", () => {
  const { lines, note } = openLog();
  for (const headers of [from("http://localhost:8080"), from("http://localhost:8080"), from("null"), from("null")])
    note(headers);
  expect(lines).toEqual([
    { origin: "http://localhost:8080", baseUrl: BASE_URL },
    { origin: "http://10.0.0.5:3000", baseUrl: BASE_URL },
  ]);
});

it("the warning names twenty origins at most, and no text that is not an origin", () => {
  const { lines, note } = openLog();
  note(from(`http://${"x".repeat(300)}`));
  note(from("no origin"));
  expect(lines).toEqual([{ origin: "unreadable", baseUrl: BASE_URL }]);
  for (let port = 1; port <= 50; port++) note(from(`http://evil.example:${port}/path?query`));
  expect(lines).toHaveLength(20);
  expect(lines.at(-1)).toEqual({ origin: "http://evil.example:19", baseUrl: BASE_URL, further: "not logged" });
});
