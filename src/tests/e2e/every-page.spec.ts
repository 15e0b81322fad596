import { randomUUID } from "node:crypto";
import { existsSync, globSync } from "node:fs";
import type { Page } from "@playwright/test";
import { SCRIPT_BYTES_MAX, weighRoutes } from "#supervisor/set-up/weigh-routes.ts";
import { violationsOf } from "#tests/e2e/axe.ts";
import { expect, test } from "#tests/e2e/fixtures.ts";
import { booked, newReceiver } from "#tests/e2e/journeys.ts";
import { germanFaults, layoutFaults } from "#tests/e2e/narrow.ts";
import type { World } from "#tests/e2e/world.ts";
import { until } from "#tests/until.ts";

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

/** A page may leave out the script of an error page that the build counts. */
const DIFFERENCE_MAX = 1024;

/** Weighs the scripts that a page names, without those for browsers that know no modules. */
const weigh = async (page: Page, path: string) => {
  const answer = await page.request.get(path);
  const tags = (await answer.text()).match(/<script [^>]*>/g) ?? [];
  const named = tags.filter((tag) => !/ nomodule/i.test(tag)).flatMap((tag) => / src="([^"]+)"/.exec(tag)?.[1] ?? []);
  const sources = [...new Set(named)];
  const sizes = sources.map(async (source) => {
    const head = await page.request.head(source, { headers: { "accept-encoding": "br" } });
    expect(head.headers()["content-encoding"], source).toBe("br");
    return Number(head.headers()["content-length"]);
  });
  const files = sources.map((source) => source.replace(/\?.*/, "").replace("/_next/", ".next/"));
  return {
    bytes: (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0),
    isRedirected: new URL(answer.url()).pathname !== new URL(path, answer.url()).pathname,
    unknownFiles: files.filter((file) => !existsSync(file)),
  };
};

/** A system that runs elsewhere may have another build. */
const IS_OWN_BUILD = process.env.BELLHOP_E2E_OWN_BUILD === "1";

/** Weight of a route in the build. */
const builtBytes = (route: string): number =>
  weighRoutes(".next").find((weight) => weight.route === route)?.bytes ?? Number.NaN;

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
    salon,
    openPage,
    world,
  }) => {
    // The API reference has 12,000 elements, and machines are slow.
    test.setTimeout(600_000);
    const pathOf = await fill(world);
    const weights: Record<string, number> = {};
    for (const route of paths)
      await test.step(route, async () => {
        const path = pathOf(route);
        // A signed-in person is sent on from the sign-in.
        const page = route === "/sign-in" ? await openPage(null) : salon;
        const { bytes, isRedirected, unknownFiles } = await weigh(page, path);
        weights[route] = bytes;
        if (IS_OWN_BUILD && !isRedirected) {
          expect.soft(unknownFiles, route).toEqual([]);
          expect.soft(Math.abs(bytes - builtBytes(route)), route).toBeLessThan(DIFFERENCE_MAX);
        }
        await page.goto(path);
        await expect.soft(page.getByRole("heading", { level: 1 }), route).toHaveCount(1);
        for (const colorScheme of ["light", "dark"] as const)
          expect.soft(await violationsOf(page, colorScheme), `${route}, ${colorScheme}`).toEqual([]);
        expect.soft(await layoutFaults(page), route).toEqual([]);
        expect.soft(await germanOf(page, path), route).toMatch(/<html[^>]* lang="de"/);
        expect.soft(await germanFaults(page), `${route}, German`).toEqual([]);
      });
    console.log(
      Object.entries(weights)
        .map(([route, bytes]) => `${Math.round(bytes / 1024)} KB  ${route}`)
        .join("\n"),
    );
    expect(Object.entries(weights).filter(([, bytes]) => bytes > SCRIPT_BYTES_MAX)).toEqual([]);
  });
