import { describe, expect, it, onTestFinished } from "vitest";
import { createLiveHub } from "#features/shell/live-hub.ts";
import type { LiveMessage } from "#features/shell/live-stream.ts";
import { until } from "#tests/until.ts";

/** Hub with streams that the test controls, and pages that record their messages. */
const setUp = () => {
  const open: ((message: LiveMessage) => void)[] = [];
  let opened = 0;
  const join = createLiveHub((tell) => {
    opened++;
    open.push(tell);
    return () => open.splice(open.indexOf(tell), 1);
  });
  const addPage = () => {
    const { port1: own, port2: hubs } = new MessageChannel();
    const heard: LiveMessage[] = [];
    own.onmessage = ({ data }) => heard.push(data);
    onTestFinished(() => own.close());
    join(hubs);
    return { own, heard };
  };
  return { open, openings: () => opened, addPage };
};

describe("the hub of a session's pages", () => {
  it("opens one stream for all pages, and informs each page", async () => {
    const { open, addPage } = setUp();
    const pages = Array.from({ length: 8 }, addPage);
    for (const { own } of pages) own.postMessage("shown");
    await until("all are answered", () => pages.every(({ heard }) => heard.length > 0));
    expect(open).toHaveLength(1);
    open[0]?.("live");
    open[0]?.("changed");
    open[0]?.("counted");
    for (const { heard } of pages)
      await until("it hears of the change", () => heard.join() === "connecting,live,changed,counted");
    const late = addPage();
    late.own.postMessage("shown");
    await until("a late page hears the state", () => late.heard.join() === "live");
  });

  it("tells a late page the current state", async () => {
    const { open, addPage } = setUp();
    addPage().own.postMessage("shown");
    await until("a stream is open", () => open.length === 1);
    open[0]?.("full");
    const late = addPage();
    late.own.postMessage("shown");
    await until("it knows", () => late.heard.join() === "full");
  });

  it("closes the stream while no page is visible, and opens a new one when one is", async () => {
    const { open, addPage } = setUp();
    const [first, second] = [addPage(), addPage()];
    for (const { own } of [first, second]) own.postMessage("shown");
    await until("both are answered", () => first.heard.length + second.heard.length === 2);
    first.own.postMessage("hidden");
    second.own.postMessage("gone");
    await until("the stream is closed", () => open.length === 0);
    first.own.postMessage("shown");
    await until("a stream is open", () => open.length === 1);
  });

  it("opens its stream anew when the network is back, and not for hidden pages", async () => {
    const { open, openings, addPage } = setUp();
    const { own, heard } = addPage();
    own.postMessage("retry");
    own.postMessage("shown");
    await until("the page is answered", () => heard.length === 1);
    expect(openings()).toBe(1);
    own.postMessage("retry");
    await until("the stream is another one", () => openings() === 2 && open.length === 1);
  });

  it("notices a page that leaves without a message", async () => {
    const { open, addPage } = setUp();
    const { own } = addPage();
    own.postMessage("shown");
    await until("a stream is open", () => open.length === 1);
    own.close();
    await until("the stream is closed", () => open.length === 0);
  });
});
