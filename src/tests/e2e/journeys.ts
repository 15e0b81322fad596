import { randomUUID } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import type { NewEvent } from "#tests/e2e/world.ts";

/** Returns a receiver address of the built-in inspector that no other test uses. */
export const newReceiver = (): string =>
  new URL(`/demo/receiver/e2e-${randomUUID()}`, process.env.BELLHOP_E2E_URL).toString();

/** An appointment that no other test has. */
export const booked = (data: Record<string, unknown> = {}): NewEvent => ({
  event: "appointment.created",
  data: { appointmentId: `apt_${randomUUID()}`, ...data },
});

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

/** Creates an API key in the dashboard, which shows it once. */
export const createApiKey = async (page: Page, name: string) => {
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: "New API key" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("checkbox", { name: "Send events" }).click();
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText(/^mwk_live_\w+$/)).toBeVisible();
  await page.getByRole("button", { name: "I have copied it" }).click();
};

/** Sets the next responses of the inspector at an address. */
export const answerWith = async (page: Page, receiver: string, choice: "500 Error" | "200 OK") => {
  await page.goto(receiver);
  const button = page.getByRole("button", { name: choice });
  await button.click();
  await expect(button).toHaveAttribute("aria-pressed", "true");
};

/** Each page then opens a live stream of its own. */
export const withoutSharedWorkers = (page: Page) =>
  page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, "SharedWorker");
  });

/** Waits for a test that the endpoint accepted. */
export const expectDelivered = (page: Page) =>
  expect(page.getByRole("region", { name: "Delivered: the endpoint responded with 200" })).toBeVisible();
