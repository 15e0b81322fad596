import { randomUUID } from "node:crypto";
import { globSync } from "node:fs";
import type { Page } from "@playwright/test";
import { violationsOf } from "#tests/e2e/axe.ts";
import { expect, test } from "#tests/e2e/fixtures.ts";
import { booked, newReceiver } from "#tests/e2e/journeys.ts";
import { tooWide } from "#tests/e2e/narrow.ts";
import type { World } from "#tests/e2e/world.ts";
import { until } from "#tests/until.ts";

/** Scripts of a first load, as transferred. Next and React alone are 118 KB. */
const SCRIPT_KB_MAX = 200;

/** Pages that redirect, or that show nothing without what only another journey has. */
const LEFT_OUT = ["/design", "/settings", "/portal", "/invite", "/demo/book/manage/[key]"];

/** Makes a webhook with a delivery, and returns what stands for the parameters of the pages. */
const fill = async (world: World) => {
  const receiver = newReceiver();
  const resourceId = `apt_${randomUUID()}`;
  const webhook = await world.addWebhook(receiver, "every page");
  const [event = ""] = await world.send(booked({ appointmentId: resourceId, customer: { name: "Ada Lovelace" } }));
  const delivery = await until("the event is delivered", async () => {
    const { data } = await world.call("GET", `/v1/tenant-admin/deliveries?eventId=${event}&status=delivered`);
    return data[0]?.id;
  });
  const ids: Record<string, string> = {
    "/webhooks/[id]": webhook,
    "/events/[id]": event,
    "/deliveries/[id]": delivery,
    "[resourceId]": resourceId,
    "[type]": "appointment.created",
    "[...path]": receiver.slice(receiver.lastIndexOf("/") + 1),
    "[slug]": "receiving",
  };
  return (route: string) =>
    Object.entries(ids).reduce(
      (path, [pattern, value]) => path.replace(pattern, pattern.replace(/\[.*\]/, value)),
      route,
    );
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

/** Pages by the first part of their address: each area is a test. */
const areas = Object.entries(Object.groupBy(routes(), (route) => `/${route.split("/")[1]}`));

for (const [area, paths = []] of areas)
  test(`each page of ${area} has one heading, both languages, light scripts, room on a phone, and nothing that axe finds`, async ({
    salon: page,
    world,
  }) => {
    test.setTimeout(240_000);
    const pathOf = await fill(world);
    const weights: Record<string, number> = {};
    for (const route of paths)
      await test.step(route, async () => {
        const path = pathOf(route);
        weights[route] = await weigh(page, path);
        await page.goto(path);
        await expect.soft(page.getByRole("heading", { level: 1 }), route).toHaveCount(1);
        for (const colorScheme of ["light", "dark"] as const)
          expect.soft(await violationsOf(page, colorScheme), `${route}, ${colorScheme}`).toEqual([]);
        expect.soft(await tooWide(page), route).toEqual([]);
        expect.soft(await germanOf(page, path), route).toMatch(/<html[^>]* lang="de"/);
      });
    console.log(
      Object.entries(weights)
        .map(([route, kilobytes]) => `${kilobytes} KB  ${route}`)
        .join("\n"),
    );
    expect(Object.entries(weights).filter(([, kilobytes]) => kilobytes > SCRIPT_KB_MAX)).toEqual([]);
  });
