import { OTHER_PERSON_STATUS } from "#domain/sessions/person-mark.values.ts";
import { expect, expectDashboard, seen, test } from "#tests/e2e/fixtures.ts";
import { beginWebhook, booked, newReceiver, withoutSharedWorkers } from "#tests/e2e/journeys.ts";
import { signIn, type World } from "#tests/e2e/world.ts";
import { totpCode } from "#tests/totp.ts";
import { until } from "#tests/until.ts";

test.describe("a link of the booking system", () => {
  test.use({ expectedErrors: [/status of 401/] });

  test("opens the dashboard once, leaves no trace in the address, and can be ended", async ({
    page,
    world,
    openPage,
  }) => {
    const link = await world.portalLink("admin");
    await page.goto(link);
    await expectDashboard(page);
    expect(page.url()).not.toContain("token");
    await page.goto("/webhooks");
    await expect(page.getByRole("main").getByRole("link", { name: "New webhook" }).first()).toBeVisible();

    await test.step("a second use is refused in words", async () => {
      const stranger = await openPage(null);
      await stranger.goto(link);
      await expect(stranger.getByRole("alert").filter({ hasText: "used already" })).toBeVisible();
      await stranger.goto("/webhooks");
      await expect(stranger.getByRole("heading", { name: "Welcome back" })).toBeVisible();
    });

    await test.step("a token in the query is refused with its correct place", async () => {
      const other = await openPage(null);
      await other.goto((await world.portalLink("admin")).replace("#", "?"));
      await expect(other.getByRole("alert").filter({ hasText: "behind the #" })).toBeVisible();
      expect(other.url()).not.toContain("token");
    });

    await test.step("another device appears in the settings and can be signed out there", async () => {
      const phone = await openPage(null, { userAgent: "Mozilla/5.0 (iPhone) Version/18.0 Mobile Safari/604.1" });
      await phone.goto(await world.portalLink("admin"));
      await expectDashboard(phone);
      await page.goto("/settings/devices");
      await page.getByRole("button", { name: "Sign out Safari on iPhone" }).first().click();
      await expect(page.getByRole("button", { name: "Sign out Safari on iPhone" })).toHaveCount(0);
      await phone.goto("/webhooks");
      await expect(phone.getByRole("heading", { name: "Welcome back" })).toBeVisible();
    });
  });
});

test("a viewer sees everything and finds no way to change it", async ({ page, world }) => {
  const webhook = await world.addWebhook(newReceiver(), "Calendar");
  await page.goto(await world.portalLink("viewer"));
  await expectDashboard(page);
  await expect(seen(page, "View only")).toBeVisible();
  await expect(page.getByRole("link", { name: "New webhook" })).toHaveCount(0);
  await page.goto(`/webhooks/${webhook}`);
  await expect(page.getByRole("heading", { name: "Calendar", level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: /Turn off|Delete|Send test/ })).toHaveCount(0);
  await page.getByRole("button", { name: "What is the shortened URL?" }).click();
  await expect(seen(page, /^Only admins see the whole URL/)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.goto("/webhooks/new");
  await expect(page.getByRole("heading", { name: "You can look, but not change anything", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "Go to your webhooks" })).toBeVisible();
  await page.goto("/settings/api-keys");
  await expect(page.getByRole("list", { name: "API keys" })).toBeVisible();
  await expect(page.getByRole("button", { name: /New API key|Revoke/ })).toHaveCount(0);

  await test.step("requests of the missing buttons are refused", async () => {
    const origin = new URL(page.url()).origin;
    const asked = await page.request.post("/api/trpc/apiKeys.create", {
      headers: { origin },
      data: { name: "sneaked in", scopes: ["webhooks:write"] },
    });
    expect(asked.status()).toBe(403);
    await page.reload();
    await expect(page.getByText("sneaked in")).toHaveCount(0);
  });
});

test.describe("two businesses", () => {
  test.use({ expectedErrors: [/404 \(Not Found\)/] });

  test("never see each other's webhooks, events and deliveries", async ({ salon, world, newWorld, openPage }) => {
    const [webhook, stranger] = await Promise.all([
      world.addWebhook(newReceiver(), "Calendar"),
      newWorld().then(({ admin }) => openPage(admin)),
    ]);
    const [event] = await world.send(booked());
    const delivery = await until("the event is on its way", async () => {
      const { data } = await world.call("GET", `/v1/tenant-admin/deliveries?eventId=${event}`);
      return data[0]?.id;
    });
    for (const path of [`/webhooks/${webhook}`, `/events/${event}`, `/deliveries/${delivery}`]) {
      const list = path.slice(0, path.lastIndexOf("/"));
      for (const page of [salon, stranger]) await page.goto(list);
      await expect(salon.locator(`a[href^="${path}"]`).first()).toBeVisible();
      await expect(stranger.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(stranger.locator(`a[href^="${path}"]`)).toHaveCount(0);
      await stranger.goto(path);
      await expect(stranger.getByRole("heading", { name: "Not found", level: 1 })).toBeVisible();
    }
  });
});

test.describe("another person in the same browser", () => {
  test.use({ expectedErrors: [/status of 4(01|12)/] });

  test("gets no half-typed form and no change of the person before, whose page becomes theirs", async ({
    salon: page,
    world,
    newWorld,
  }) => {
    const other = await newWorld();
    const nameOf = ({ tenant }: World) => seen(page, tenant.name).first();
    const url = newReceiver();
    await beginWebhook(page);
    await expect(nameOf(world)).toBeVisible();
    await page.getByLabel("Endpoint URL").fill(url);
    await page.getByRole("checkbox", { name: "Appointment created" }).click();

    await test.step("a form that was begun is not sent for them", async () => {
      await signIn(page.request, other.admin);
      await page.getByRole("button", { name: "Create webhook" }).click();
      await expect(nameOf(other)).toBeVisible();
      await expect(nameOf(world)).toHaveCount(0);
      await expect(page.getByLabel("Endpoint URL")).not.toHaveValue(url);
      await expect(page.getByRole("checkbox", { name: "Appointment created" })).not.toBeChecked();
      for (const { call } of [world, other])
        expect(JSON.stringify(await call("GET", "/v1/tenant-admin/webhooks"))).not.toContain(url);
    });

    await test.step("a page behind a link comes with their name", async () => {
      await signIn(page.request, world.admin);
      await page.getByRole("link", { name: "Events", exact: true }).filter({ visible: true }).click();
      await expect(page.getByRole("heading", { name: "Events", level: 1 })).toBeVisible();
      await expect(nameOf(world)).toBeVisible();
    });

    await test.step("an export is not made for them", async () => {
      await page.goto("/deliveries");
      await page.getByRole("button", { name: "Export", exact: true }).click();
      const link = page.getByRole("link", { name: "CSV" });
      const address = (await link.getAttribute("href")) ?? "";
      expect((await page.request.get(address)).headers()["content-disposition"]).toContain("deliveries-");
      await signIn(page.request, other.admin);
      expect((await page.request.get(address)).status()).toBe(OTHER_PERSON_STATUS);
      await link.click();
      await expect(nameOf(other)).toBeVisible();
    });

    await test.step("a change of the password is not made for them", async () => {
      await page.goto("/settings/account");
      await page.getByLabel("Current password").fill(other.admin.password);
      await page.getByLabel("New password").fill(`${other.admin.password} of now`);
      await signIn(page.request, world.admin);
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(nameOf(world)).toBeVisible();
      await expect(page.getByLabel("New password")).toHaveValue("");
      // The password of before still signs in.
      await signIn(page.request, world.admin);
    });
  });
});

test("a link to a page leads there after the sign-in, with its filters", async ({ page, world }) => {
  const { email, password } = world.admin;
  const asked = await page.request.get("/settings/activity", {
    headers: { "x-page-path": "/elsewhere" },
    maxRedirects: 0,
  });
  expect(asked.headers().location, "nobody else says which page was asked for").toMatch(/next=%2Fsettings%2Factivity$/);
  await page.goto("/deliveries?status=failed");
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Deliveries", level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/deliveries\?status=failed$/);
});

test.describe("a second factor", () => {
  test.use({ expectedErrors: [/status of 401/] });

  test("is set up, asked for, and replaced by a recovery code after a loss", async ({ page, world }) => {
    const { email, password } = world.admin;
    await withoutSharedWorkers(page);
    const signIn = async () => {
      await page.goto("/sign-in");
      await page.getByLabel("Email").fill(email);
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
    };
    const signOut = async () => {
      await page.getByRole("button", { name: "Sign out", exact: true }).filter({ visible: true }).click();
      await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
    };
    await signIn();
    await expectDashboard(page);
    await page.goto("/settings/account");
    await page.getByRole("button", { name: "Set up" }).click();
    await page.getByLabel("Your password").fill(password);
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("img", { name: "Code to scan with an authenticator app" })).toBeVisible();
    await expect(page.getByLabel("Code from the app")).toBeFocused();
    await page.getByText("Enter the key by hand instead").click();
    const key = (await page.getByText(/^[A-Z2-7]{32,}$/).textContent()) ?? "";
    const other = await page.context().newPage();
    await withoutSharedWorkers(other);
    const nextStream = () => other.waitForResponse((answer) => answer.url().endsWith("/live.changes") && answer.ok());
    const stream = nextStream();
    await other.goto("/webhooks/new");
    await stream;
    await other.getByLabel("Endpoint URL").fill("https://example.com/half-typed");
    await page.getByLabel("Code from the app").fill(totpCode(key));
    // The first code replaces the session: the page goes on with the new one, and keeps the codes that are shown once.
    const followed = page.waitForResponse((answer) => answer.url().endsWith("/live.changes") && answer.ok());
    await page.getByRole("button", { name: "Turn on" }).click();
    await followed;
    await test.step("another page of the session follows to the new one, and keeps what is typed", async () => {
      const newStream = nextStream();
      // Connects again at once, instead of when the server ends the old stream.
      await other.evaluate(() => dispatchEvent(new Event("online")));
      await newStream;
      await expect(other.getByLabel("Endpoint URL")).toHaveValue("https://example.com/half-typed");
      await other.close();
    });
    const recovery = await page
      .getByRole("list", { name: "Recovery codes" })
      .getByRole("listitem")
      .first()
      .textContent();
    await page.keyboard.press("Escape");
    await page.mouse.click(5, 5);
    await expect(page.getByRole("list", { name: "Recovery codes" })).toBeVisible();
    await page.getByRole("button", { name: "I have kept them" }).click();
    await expect(page.getByRole("button", { name: "Turn off" })).toBeVisible();
    await signOut();

    await test.step("a wrong code is refused, the right one signs in", async () => {
      await signIn();
      await page.getByLabel("Code from your app").fill("000000");
      await page.getByRole("button", { name: "Continue" }).click();
      await expect(page.getByRole("alert").filter({ hasText: "not valid anymore" })).toBeVisible();
      await page.getByLabel("Code from your app").fill(totpCode(key));
      await page.getByRole("button", { name: "Continue" }).click();
      await expectDashboard(page);
      await signOut();
    });

    await test.step("a recovery code signs in without the app", async () => {
      await signIn();
      await page.getByRole("button", { name: /use a recovery code/ }).click();
      await page.getByLabel("Recovery code").fill(recovery ?? "");
      await page.getByRole("button", { name: "Continue" }).click();
      await expectDashboard(page);
    });
  });
});
