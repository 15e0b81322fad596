import { randomUUID } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { violationsOf } from "#tests/e2e/axe.ts";
import { expect, test } from "#tests/e2e/fixtures.ts";
import { until } from "#tests/until.ts";

/** Scripts of a first load, as transferred. Next and React alone are 118 KB. */
const SCRIPT_KB_MAX = 200;

/** Pages that redirect, or that show nothing without what only another journey has. */
const LEFT_OUT = ["/design", "/settings", "/portal", "/invite", "/demo/book/manage/[key]"];

/** Makes a webhook with a delivery in the demo salon, and returns what stands for the parameters of the pages. */
const makeWorld = async (page: Page, baseURL: string) => {
  const file = join(process.env.BELLHOP_E2E_DATA_DIR ?? ".data", "demo.json");
  const [{ apiKey }] = JSON.parse(readFileSync(file, "utf8")).tenants;
  const headers = { authorization: `Bearer ${apiKey}` };
  const call = async (method: "get" | "post" | "delete", path: string, data?: object) => {
    const answer = await page.request[method](path, { headers, ...(data ? { data } : {}) });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer.status() === 204 ? null : answer.json();
  };
  const name = `every page ${randomUUID().slice(0, 8)}`;
  const receiver = `every-${randomUUID()}`;
  const webhook = await call("post", "/v1/tenant-admin/webhooks", {
    url: new URL(`/demo/receiver/${receiver}`, baseURL).href,
    events: ["appointment.created"],
    description: name,
  });
  const resourceId = `apt_${randomUUID()}`;
  const data = { appointmentId: resourceId, customer: { name: "Ada Lovelace" } };
  const { events } = await call("post", "/v1/events", { event: "appointment.created", data });
  const delivery = await until("the event is delivered", async () => {
    const { data } = await call("get", `/v1/tenant-admin/deliveries?eventId=${events[0].id}&status=delivered`);
    return data.find(({ webhookId }: { webhookId: string }) => webhookId === webhook.id);
  });
  const ids: Record<string, string> = {
    "/webhooks/[id]": webhook.id,
    "/events/[id]": events[0].id,
    "/deliveries/[id]": delivery.id,
    "[resourceId]": resourceId,
    "[type]": "appointment.created",
    "[...path]": receiver,
    "[slug]": "receiving",
  };
  const pathOf = (route: string) =>
    Object.entries(ids).reduce(
      (path, [pattern, value]) => path.replace(pattern, pattern.replace(/\[.*\]/, value)),
      route,
    );
  return { pathOf, remove: () => call("delete", `/v1/tenant-admin/webhooks/${webhook.id}`) };
};

const routes = () =>
  globSync("src/app/**/page.tsx")
    .map((file) =>
      file
        .replace("src/app", "")
        .replace(/\/page\.tsx$/, "")
        .replaceAll(/\/\([^)]*\)/g, ""),
    )
    .map((route) => route || "/")
    .filter((route) => !LEFT_OUT.includes(route))
    .toSorted();

/** Weighs the scripts that a page names, without those for browsers that know no modules. */
const weigh = async (page: Page, path: string): Promise<number> => {
  const html = await (await page.request.get(path)).text();
  const tags = html.match(/<script [^>]*>/g) ?? [];
  const sources = tags.filter((tag) => !/ nomodule/i.test(tag)).flatMap((tag) => / src="([^"]+)"/.exec(tag)?.[1] ?? []);
  const sizes = [...new Set(sources)].map(async (source) => {
    const answer = await page.request.head(source, { headers: { "accept-encoding": "br" } });
    expect(answer.headers()["content-encoding"], source).toBe("br");
    return Number(answer.headers()["content-length"]);
  });
  return Math.round((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1024);
};

/** Page in German, as the server renders it for the same session. */
const germanOf = async (page: Page, path: string): Promise<string> => {
  await page.context().addCookies([{ name: "bellhop_locale", value: "de", url: page.url() }]);
  const html = await (await page.request.get(path)).text();
  await page.context().clearCookies({ name: "bellhop_locale" });
  return html;
};

test("every page has one heading, its words in both languages, light scripts, and nothing that axe finds", async ({
  salon: page,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const { pathOf, remove } = await makeWorld(page, baseURL ?? "");
  const weights: Record<string, number> = {};
  for (const route of routes()) {
    await test.step(route, async () => {
      const path = pathOf(route);
      weights[route] = await weigh(page, path);
      await page.goto(path);
      await expect.soft(page.getByRole("heading", { level: 1 }), route).toHaveCount(1);
      for (const colorScheme of ["light", "dark"] as const)
        expect.soft(await violationsOf(page, colorScheme), `${route}, ${colorScheme}`).toEqual([]);
      expect.soft(await germanOf(page, path), route).toMatch(/<html[^>]* lang="de"/);
    });
  }
  await remove();
  console.log(
    Object.entries(weights)
      .map(([route, kilobytes]) => `${kilobytes} KB  ${route}`)
      .join("\n"),
  );
  expect(Object.entries(weights).filter(([, kilobytes]) => kilobytes > SCRIPT_KB_MAX)).toEqual([]);
});
