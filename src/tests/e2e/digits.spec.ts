import { expect, seen, test } from "#tests/e2e/fixtures.ts";

const ANSWER = '{"id":154284075601887489,"price":1.0,"huge":1e400,"exact":0.1234567890123456789,"b":1,"2":2,"1":1}';
const SHOWN = ANSWER.replace("{", "{\n  ").replace("}", "\n}").replaceAll(",", ",\n  ").replaceAll(":", ": ");

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("a response shows the exact digits that were sent, raw on request, and is copied raw", async ({
  salon: page,
  world,
  endpoint,
}) => {
  endpoint.answer = () => ({ status: 200, headers: { "content-type": "application/json" }, body: ANSWER });
  const webhook = await world.addWebhook(endpoint.url, "Digits");
  const copied = () => page.evaluate(() => navigator.clipboard.readText());

  await test.step("in the test panel", async () => {
    await page.goto(`/webhooks/${webhook}?tab=test`);
    await page.getByRole("button", { name: "Send test" }).click();
    const block = page
      .getByRole("figure")
      .filter({ has: page.getByRole("button", { name: "Copy response", exact: true }) });
    await expect(block.locator("pre")).toHaveText(SHOWN, { useInnerText: true });
    await block.getByRole("button", { name: "Copy response", exact: true }).click();
    await expect.poll(copied).toBe(ANSWER);
    await block.getByRole("button", { name: "Raw response", exact: true }).click();
    await expect(block.locator("pre")).toHaveText(ANSWER, { useInnerText: true });
  });

  await test.step("on the pages of a delivery and its event", async () => {
    const [sent] = await endpoint.waitFor(1);
    await page.getByRole("link", { name: "Open delivery" }).click();
    await expect(seen(page, "154284075601887489").first()).toBeVisible();
    await page.getByRole("button", { name: "Copy event data" }).click();
    await expect.poll(copied).toBe(sent?.body.toString());
    await page.getByRole("link", { name: /^evt_/ }).click();
    await expect(page).toHaveURL(/\/events\/evt_/);
    await page.evaluate(() => navigator.clipboard.writeText(""));
    await page.getByRole("button", { name: "Copy event data" }).click();
    await expect.poll(copied).toBe(sent?.body.toString());
  });
});
