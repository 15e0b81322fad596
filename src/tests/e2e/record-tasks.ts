import type { Page } from "@playwright/test";
import { z } from "zod";

/** A task of the page's main thread, in milliseconds: `wall` by the clock, `own` on a core. The rest it waited for one. */
export type PageTask = { wall: number; own: number };

const traceEvent = z.object({
  name: z.string().default(""),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  ts: z.number().default(0),
  dur: z.number().default(0),
  tdur: z.number().default(0),
  args: z.unknown(),
});

/** A command of the test: Playwright looks for elements in the page, in the thread that is measured. */
const command = z.object({
  chrome_mojo_event_info: z.object({ mojo_interface_tag: z.literal("blink.mojom.DevToolsSession") }),
});

const mainThread = z.object({ name: z.literal("CrRendererMain") });

/** Chromium's own toolbar is a page too, in a process of its own. */
const toolbar = z.object({ name: z.string().startsWith("WebUI") });

/**
 * Records the tasks of a page by Chromium's trace, which tells work of the page from waiting for a core. Leaves out tasks of commands that
 * the test sends, and those of Chromium's own toolbar.
 *
 * @param cleanUp gets a step that ends the recording of a test that fails
 * @returns ends the recording; call once
 */
export const recordTasks = async (page: Page, cleanUp: (() => Promise<void>)[]): Promise<() => Promise<PageTask[]>> => {
  const browser = page.context().browser();
  if (!browser) throw new Error("this page has no browser of its own to trace");
  // Without the page: the recording of a failed test ends after its page is closed.
  await browser.startTracing(undefined, { categories: ["toplevel"] });
  let isTracing = true;
  cleanUp.push(async () => {
    if (isTracing) await browser.stopTracing();
  });
  return async () => {
    isTracing = false;
    const trace: { traceEvents: unknown } = JSON.parse((await browser.stopTracing()).toString());
    const events = z.array(traceEvent).parse(trace.traceEvents);
    const threadOf = ({ pid, tid }: z.output<typeof traceEvent>) => `${pid} ${tid}`;
    const toolbars = new Set(events.flatMap(({ pid, args }) => (toolbar.safeParse(args).success ? pid : [])));
    const mains = new Set(
      events.flatMap((one) => (mainThread.safeParse(one.args).success && !toolbars.has(one.pid) ? threadOf(one) : [])),
    );
    const spans = events.filter((one) => one.ph === "X" && mains.has(threadOf(one)));
    const commands = spans.filter(({ args }) => command.safeParse(args).success);
    const isCommand = (task: z.output<typeof traceEvent>) =>
      commands.some((one) => threadOf(one) === threadOf(task) && one.ts >= task.ts && one.ts < task.ts + task.dur);
    return spans
      .filter((one) => one.name.endsWith("RunTask") && !isCommand(one))
      .map(({ dur, tdur }) => ({ wall: dur / 1_000, own: tdur / 1_000 }));
  };
};
