import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { createWebhook, expectDelivered, openPart } from "#tests/e2e/journeys.ts";
import type { ReceivedRequest } from "#tests/receiver.ts";

/** Verifies as an endpoint does that knows one secret. */
const isSignedWith = (secret: string, { headers, body }: ReceivedRequest): boolean => {
  try {
    new Webhook(secret).verify(body.toString(), headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
};

const hexOf = (secret: string, { body }: ReceivedRequest) => createHmac("sha256", secret).update(body).digest("hex");

const shownSecret = async (page: Page) => (await seen(page, /^whsec_[A-Za-z0-9+/=]{30,}$/).textContent()) ?? "";

test("while a secret is rotated an endpoint verifies with the old or the new one, on a phone, until the old one is ended", async ({
  salon: page,
  endpoint,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const send = async () => {
    await openPart(page, "Send test");
    await page.getByRole("button", { name: "Send test" }).click();
    await expectDelivered(page);
    const newest = endpoint.requests.at(-1);
    if (!newest) throw new Error("no request arrived");
    return newest;
  };
  await createWebhook(page, endpoint.url, "Rotate");
  const old = await shownSecret(page);
  await page.getByRole("link", { name: "Go to this webhook" }).click();
  expect(isSignedWith(old, await send())).toBe(true);

  await openPart(page, "Signing secret");
  await page.getByRole("button", { name: "Rotate secret" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate secret" }).click();
  const fresh = await shownSecret(page);
  expect(fresh).not.toBe(old);
  await page.getByRole("button", { name: "I have copied it" }).click();
  const both = await send();
  expect([isSignedWith(old, both), isSignedWith(fresh, both)]).toEqual([true, true]);
  expect(both.headers["x-mais-signature"]).toBe(hexOf(fresh, both));
  expect(both.headers["x-mais-signature-previous"]).toBe(hexOf(old, both));

  await openPart(page, "Signing secret");
  await page.getByRole("button", { name: "End it now" }).click();
  await page.getByRole("button", { name: "End old secret" }).click();
  await expect(seen(page, "Old secret")).toHaveCount(0);
  const last = await send();
  expect([isSignedWith(old, last), isSignedWith(fresh, last)]).toEqual([false, true]);
  expect(last.headers["x-mais-signature-previous"]).toBeUndefined();
});
