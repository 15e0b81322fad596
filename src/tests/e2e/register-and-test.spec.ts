import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { beginWebhook, createWebhook, deleteWebhook, expectDelivered, newReceiver } from "#tests/e2e/journeys.ts";

test("an owner registers a webhook, sends a test and sees the real answer", async ({ salon: page }) => {
  await page.goto("/deliveries");
  await page.getByRole("link", { name: "New webhook" }).click();
  await expect(page).toHaveURL(/\/webhooks\/new$/);
  await beginWebhook(page);
  const address = page.getByLabel("Endpoint URL");
  await expect(address).toHaveValue(/\/demo\/receiver\//);

  await test.step("a forbidden address shows the broken rule during typing", async () => {
    const inspector = await address.inputValue();
    await address.fill("ftp://hooks.example.com");
    await expect(seen(page, /must start with https/)).toBeVisible();
    await address.fill(inspector);
    await expect(seen(page, "This URL can be used.")).toBeVisible();
  });

  await page.getByRole("textbox", { name: "Name" }).fill("First try");
  await page.getByRole("button", { name: "Create webhook" }).click();
  await expect(seen(page, "Choose at least one event.")).toBeVisible();
  await page.getByRole("checkbox", { name: "Everything about Appointments" }).click();
  await page.getByRole("button", { name: "Create webhook" }).click();

  await test.step("the secret is shown once", async () => {
    await expect(seen(page, /^whsec_[A-Za-z0-9+/=]+$/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Copy secret" })).toBeVisible();
  });

  await test.step("the response arrives step by step", async () => {
    await page.getByRole("button", { name: "Send test" }).click();
    await expectDelivered(page);
    const steps = page.getByRole("list", { name: "Where the time went" }).getByRole("listitem");
    await expect(steps.filter({ hasText: "Waiting for a response: done" })).toContainText(/\d (ms|s)$/);
    await expect(steps.filter({ hasText: "TLS handshake: not needed" })).toContainText("no TLS");
    await expect(seen(page, '"received"')).toBeVisible();
  });

  await test.step("the webhook's page lists the test and no longer shows the secret", async () => {
    await page.getByRole("link", { name: "Go to this webhook" }).click();
    await expect(page).toHaveTitle(/^First try/);
    await expect(seen(page, /^whsec_…/)).toBeVisible();
    await page
      .getByRole("navigation", { name: "Parts of this webhook" })
      .getByRole("link", { name: "Deliveries" })
      .click();
    await expect(page.getByRole("link", { name: "Appointment created" })).toBeVisible();
    await expect(page.getByText(/^whsec_[A-Za-z0-9+/=]+$/)).toHaveCount(0);
  });

  await test.step("the inspector verified the signature", async () => {
    await page.getByRole("link", { name: "Open inspector" }).click();
    await expect(seen(page, "Signature verified").first()).toBeVisible();
    const place = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Webhooks" });
    await expect(place.filter({ visible: true })).toHaveAttribute("aria-current", "page");
  });

  await deleteWebhook(page, "First try");
});

test("the page after the registration has the webhook's address, for a reload and for the way back", async ({
  salon: page,
}) => {
  const name = "Address";
  await createWebhook(page, newReceiver(), name);
  await expect(page).toHaveURL(/\/webhooks\/wh_\w+$/);
  await expect(seen(page, /^whsec_[A-Za-z0-9+/=]+$/)).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Webhooks" }).click();
  await expect(page.getByRole("heading", { name: "Webhooks", level: 1 })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
});
