import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";

/** Returns a receiver address of the built-in inspector that no other test uses. */
export const newReceiver = (page: Page): string => new URL(`/demo/receiver/e2e-${randomUUID()}`, page.url()).toString();

/** Deletes the demo salon's webhooks of live mode, which failed journeys may have left. */
export const removeWebhooks = async ({ request }: Page) => {
  const file = join(process.env.BELLHOP_E2E_DATA_DIR ?? ".data", "demo.json");
  const [{ apiKey }] = JSON.parse(readFileSync(file, "utf8")).tenants;
  const headers = { authorization: `Bearer ${apiKey}` };
  const { data } = await (await request.get("/v1/tenant-admin/webhooks?limit=100", { headers })).json();
  for (const { id } of data) {
    const removed = await request.delete(`/v1/tenant-admin/webhooks/${id}`, { headers });
    expect(removed.ok(), await removed.text()).toBe(true);
  }
};

/** Opens the list of webhooks and begins a new one, whether or not it is the first. */
export const beginWebhook = async (page: Page) => {
  await page.goto("/webhooks");
  await page.getByRole("main").getByRole("link", { name: "New webhook" }).click();
  await expect(page.getByRole("heading", { name: "New webhook" })).toBeVisible();
};

export const createWebhook = async (page: Page, url: string, name: string) => {
  await beginWebhook(page);
  await page.getByLabel("Endpoint URL").fill(url);
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("checkbox", { name: "Appointment created" }).click();
  await page.getByRole("button", { name: "Create webhook" }).click();
  await expect(page.getByRole("heading", { name: "Your webhook is ready" })).toBeVisible();
};

/** Opens a part of a webhook's page. */
export const openPart = (page: Page, name: "Overview" | "Deliveries" | "Settings" | "Signing secret" | "Send test") =>
  page.getByRole("navigation", { name: "Parts of this webhook" }).getByRole("link", { name }).click();

/** Turns the webhook of the open page off. */
export const turnOff = async (page: Page) => {
  await openPart(page, "Settings");
  await page.getByRole("button", { name: "Turn off" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Turn off" }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
};

export const deleteWebhook = async (page: Page, name: string) => {
  await page.goto("/webhooks");
  await page.getByRole("link", { name }).click();
  await openPart(page, "Settings");
  await page.getByRole("button", { name: "Delete webhook" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete webhook" }).click();
  await expect(page.getByRole("heading", { name: "Webhooks", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name })).toHaveCount(0);
};

/** Creates an API key in the dashboard and reads it the one time it is shown. */
export const createApiKey = async (page: Page, name: string): Promise<string> => {
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: "New API key" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("checkbox", { name: "Send events" }).click();
  await page.getByRole("button", { name: "Create key" }).click();
  const key = await page.getByText(/^mwk_live_\w+$/).textContent();
  await page.getByRole("button", { name: "I have copied it" }).click();
  return key ?? "";
};

/** Sets the next responses of the inspector at an address. */
export const answerWith = async (page: Page, receiver: string, choice: "500 Error" | "200 OK") => {
  await page.goto(receiver);
  const button = page.getByRole("button", { name: choice });
  await button.click();
  await expect(button).toHaveAttribute("aria-pressed", "true");
};

/** Waits for a test that the endpoint accepted. */
export const expectDelivered = (page: Page) =>
  expect(page.getByRole("region", { name: "Delivered: the endpoint responded with 200" })).toBeVisible();
