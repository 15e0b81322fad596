import { expect, it } from "vitest";
import { COLUMN_IDS, DEFAULT_VIEW, logViewText, readLogView } from "#features/log/log-view.ts";

it("a view survives the way through the cookie", () => {
  for (const view of [
    DEFAULT_VIEW,
    { density: "roomy", columns: [] },
    { density: "compact", columns: COLUMN_IDS },
  ] as const)
    expect(readLogView(logViewText(view))).toEqual(view);
});

it.each([undefined, "", "roomy", "tiny:about", "<script>"])("a cookie of %j gives the default", (text) => {
  expect(readLogView(text)).toEqual(DEFAULT_VIEW);
});

it("unknown columns are left out, and known ones keep their order", () => {
  expect(readLogView("compact:code.secret.about").columns).toEqual(["about", "code"]);
});
