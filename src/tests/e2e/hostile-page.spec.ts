import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { expect, test } from "#tests/e2e/fixtures.ts";
import { untilHydrated } from "#tests/e2e/until-hydrated.ts";

/** Opens a page of another site in the browser that is signed in to the dashboard. */
const openHostile = async (page: Page, body: string) => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    response.setHeader("content-type", "text/html").end(`<!doctype html><body>${body}</body>`);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { hostile: await page.context().newPage(), url, requests, close: () => server.close() };
};

const keysOf = async (page: Page) => {
  await page.goto("/settings/api-keys");
  await expect(page.getByRole("list", { name: "API keys" })).toBeVisible();
  return page.getByRole("list", { name: "API keys" }).getByRole("listitem").count();
};

test.describe("another site", () => {
  test.use({ expectedErrors: [/frame-ancestors|status of 415|blocked by CORS policy|ERR_FAILED .*apiKeys\.create/] });

  test("can neither frame the dashboard nor make the browser act in it", async ({ salon: page }) => {
    const before = await keysOf(page);
    const app = new URL(page.url()).origin;
    const forged = JSON.stringify({ name: "forged", scopes: ["events:write"] });
    const { hostile, url, close } = await openHostile(
      page,
      `<iframe id="dashboard" src="${app}/webhooks"></iframe><iframe name="sink"></iframe>
     <form id="text" target="sink" method="post" enctype="text/plain" action="${app}/api/trpc/apiKeys.create">
       <input name='${forged.slice(0, -1)},"x":"' value='"}'></form>
     <form id="parts" target="sink" method="post" enctype="multipart/form-data" action="${app}/api/trpc/apiKeys.create">
       <input name="name" value="forged"></form>`,
    );

    await test.step("a frame stays empty", async () => {
      const refusal = hostile.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
      await hostile.goto(url);
      await refusal;
      const framed = hostile.frames().find((frame) => frame.parentFrame() && frame.name() !== "sink");
      expect(await framed?.content()).not.toContain("Webhooks");
    });

    await test.step("forms and scripts are refused", async () => {
      for (const id of ["text", "parts"]) {
        const answer = hostile.waitForResponse(/apiKeys\.create/);
        await hostile.evaluate((form) => (document.getElementById(form) as HTMLFormElement).submit(), id);
        expect((await answer).status()).toBe(415);
      }
      const outcome = await hostile.evaluate(
        ([target, body]) =>
          fetch(target ?? "", {
            method: "POST",
            credentials: "include",
            headers: { "content-type": "application/json" },
            body,
          }).then(
            (response) => `answered ${response.status}`,
            () => "not sent, or not readable",
          ),
        [`${app}/api/trpc/apiKeys.create`, forged],
      );
      expect(outcome).toBe("not sent, or not readable");
    });

    expect(await keysOf(page)).toBe(before);
    close();
  });
});

test.describe("markup injected into a page", () => {
  // One expression: Playwright takes a list of two for a value with its options.
  test.use({
    expectedErrors: [/Content Security Policy|^Refused by policy: (script-src-attr|form-action) |nowhere\.png/],
  });

  test("runs no script, and sends no data away", async ({ salon: page }) => {
    const { hostile, url, requests, close } = await openHostile(page, "");
    await hostile.close();
    await page.goto("/");
    await untilHydrated(page);
    const refused = (directive: string) =>
      page.evaluate(
        (name) =>
          new Promise<string>((tell) =>
            document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
              if (effectiveDirective.startsWith(name)) tell(effectiveDirective);
            }),
          ),
        directive,
      );
    const inject = (html: string) =>
      page.evaluate((markup) => document.body.insertAdjacentHTML("beforeend", markup), html);

    const handler = refused("script-src");
    await inject(`<img src="/nowhere.png" onerror="document.title = 'owned'">`);
    expect(await handler).toBe("script-src-attr");
    await expect(page).not.toHaveTitle("owned");

    const form = refused("form-action");
    await inject(`<form id="thief" method="post" action="${url}/stolen"><input name="a" value="b"></form>`);
    await page.evaluate(() => (document.getElementById("thief") as HTMLFormElement).submit());
    expect(await form).toBe("form-action");
    expect(requests).toEqual([]);
    close();
  });
});

test("a response full of markup is shown as text, and a test is read and repeated by keyboard alone", async ({
  salon: page,
  world,
  endpoint,
}) => {
  const markup = `<script>document.title = 'owned'</script><img src=x onerror="document.title = 'owned'">`;
  endpoint.answer = () => ({ status: 500, body: `${markup}\u202e`.repeat(300) });
  await page.goto(`/webhooks/${await world.addWebhook(endpoint.url, "Hostile")}?tab=test`);

  await page.getByRole("button", { name: "Send test" }).press("Enter");
  const result = page.getByRole("region", { name: "The endpoint has a problem" });
  await expect(result).toBeFocused();
  await expect(result.locator("pre").filter({ hasText: markup }).first()).toContainText("[U+202E]");
  await expect(result.locator("script, img")).toHaveCount(0);
  await page.keyboard.press("Tab");
  await expect(result.getByRole("button", { name: "Repeat" })).toBeFocused();
  await page.keyboard.press("Enter");
  await endpoint.waitFor(2);
  await expect(result).toBeFocused();

  await result.getByRole("link", { name: "Open delivery" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Appointment created", level: 1 })).toBeVisible();
  await expect(page.locator("pre").filter({ hasText: markup }).first()).toBeVisible();
  await expect(page).not.toHaveTitle("owned");
});
