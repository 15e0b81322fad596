import { describe, expect, it } from "vitest";
import { translatorOf } from "#features/texts/translator-of.ts";
import { firstRecoverDraft, type RecoverDraft, toRecoverRange } from "#features/webhooks/recovery/recover-draft.ts";

const now = Date.parse("2026-03-14T10:00:00.000Z");
const missedSince = "2026-03-12T08:00:00.000Z";
const t = translatorOf("webhooks.recover");
const local = (instant: string) => {
  const moment = new Date(instant);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
const range = (part: Partial<RecoverDraft>, since: string | null = missedSince) =>
  toRecoverRange({ ...firstRecoverDraft(since), ...part }, { missedSince: since, now }, t);

describe("recover draft", () => {
  it("begins with exactly the time during which the webhook was off", () => {
    expect(range({})).toEqual({ range: { since: missedSince, status: ["canceled"], includeMissing: true } });
    expect(range({}, null)).toEqual({
      range: { since: "2026-03-13T10:00:00.000Z", status: ["failed", "canceled"], includeMissing: false },
    });
  });

  it("counts 7 days back from the opening of the dialog", () => {
    expect(range({ range: "week", failed: true, canceled: false })).toMatchObject({
      range: { since: "2026-03-07T10:00:00.000Z", status: ["failed"] },
    });
  });

  it("reads times in the viewer's zone, with or without an end", () => {
    const from = local("2026-03-14T08:00:00.000Z");
    expect(range({ range: "custom", from })).toMatchObject({ range: { since: "2026-03-14T08:00:00.000Z" } });
    expect(range({ range: "custom", from, to: local("2026-03-14T09:30:00.000Z") })).toMatchObject({
      range: { since: "2026-03-14T08:00:00.000Z", until: "2026-03-14T09:30:00.000Z" },
    });
  });

  it.each([
    ["no kind", { failed: false, canceled: false, missing: false }, /at least one kind/],
    ["no beginning", { range: "custom" }, /start time/],
    ["a beginning to come", { range: "custom", from: local("2026-03-15T10:00:00.000Z") }, /in the past/],
    [
      "an end before the beginning",
      { range: "custom", from: local("2026-03-14T08:00:00.000Z"), to: local("2026-03-14T07:00:00.000Z") },
      /after the start/,
    ],
  ] satisfies [string, Partial<RecoverDraft>, RegExp][])("refuses %s", (_, part, problem) => {
    expect(range(part)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it("begins with the range and the states that another page asks for", () => {
    const asked = { since: "2026-03-10T08:00:00.000Z", until: "2026-03-11T08:00:00.000Z", status: ["failed"] } as const;
    expect(toRecoverRange(firstRecoverDraft(missedSince, asked), { missedSince, now }, t)).toEqual({
      range: { since: asked.since, until: asked.until, status: ["failed"], includeMissing: false },
    });
  });

  it("can send never-delivered events alone", () => {
    expect(range({ failed: false, canceled: false })).toMatchObject({ range: { status: [], includeMissing: true } });
  });
});
