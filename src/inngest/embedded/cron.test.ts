import { describe, expect, it } from "vitest";
import { type CronTime, isCronDue, parseCron } from "#inngest/embedded/cron.ts";

const at = (time: string) => new Date(`2026-11-23T${time}:00.000Z`);
const parsed = (text: string): CronTime => {
  const cron = parseCron(text);
  if (!cron) throw new Error(`${text} was not read`);
  return cron;
};

describe("a cron", () => {
  it.each([
    ["* * * * *", ["00:00", "13:37", "23:59"], []],
    ["*/15 * * * *", ["00:00", "07:15", "23:45"], ["00:01", "07:14", "23:59"]],
    ["7 * * * *", ["00:07", "23:07"], ["00:06", "07:08"]],
    ["0,30 * * * *", ["05:00", "05:30"], ["05:15"]],
    ["17 3 * * *", ["03:17"], ["03:16", "04:17", "15:17"]],
    ["0 */6 * * *", ["00:00", "06:00", "18:00"], ["00:01", "07:00"]],
  ])("%s is due at exactly its minutes and hours in UTC", (text, due, notDue) => {
    const cron = parsed(text);
    for (const time of due) expect([time, isCronDue(cron, at(time))]).toEqual([time, true]);
    for (const time of notDue) expect([time, isCronDue(cron, at(time))]).toEqual([time, false]);
  });

  it.each([
    "",
    "* * * *",
    "* * * * * *",
    "* * 1 * *",
    "* * * * 1",
    "* * * jan *",
    "60 * * * *",
    "* 24 * * *",
    "1-5 * * * *",
    "*/0 * * * *",
    "-1 * * * *",
    "1.5 * * * *",
    "TZ=Europe/Berlin * * * * *",
    "@daily",
    "a * * * *",
    ",5 * * * *",
    "5, * * * *",
  ])("%j is not read as something else", (text) => {
    expect(parseCron(text)).toBeNull();
  });
});
