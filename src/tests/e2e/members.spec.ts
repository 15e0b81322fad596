import { randomUUID } from "node:crypto";
import { expect, seen, test } from "#tests/e2e/fixtures.ts";

const PASSWORD = "made for this journey";

test.use({ expectedErrors: [/status of 401/] });

test("an admin invites a viewer, who joins once, looks at everything, changes nothing, and is removed", async ({
  salon: page,
  world,
  openPage,
}) => {
  const name = "Mia";
  const email = `${randomUUID()}@salon.example`;
  await page.goto("/settings/members");
  await page.getByRole("button", { name: "Invite member" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Create link" }).click();
  const link = (await seen(page, /\/invite#token=[\w-]{43}$/).textContent()) ?? "";
  await page.keyboard.press("Escape");
  await expect(seen(page, /\/invite#token=/)).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("list", { name: "Pending invitations" }).getByText(email)).toBeVisible();

  await test.step("the last admin can neither leave nor become a viewer, and the page says why", async () => {
    const members = page.getByRole("list", { name: "Members" });
    for (const control of [members.getByRole("button", { name: "Leave" }), members.getByRole("combobox")]) {
      await expect(control).toBeDisabled();
      await expect(control).toHaveAccessibleDescription(/^This is the last admin\./);
    }
    await members.getByRole("button", { name: "What is the last admin?" }).click();
    await expect(page.getByRole("dialog")).toContainText("Make another member an admin first.");
    await page.keyboard.press("Escape");
  });

  const mia = await openPage(null);
  await test.step("the invited person chooses a name and a password, and is signed in", async () => {
    await mia.goto(link);
    await expect(mia.getByRole("heading", { name: `Join ${world.tenant.name}` })).toBeFocused();
    expect(mia.url()).not.toContain("token");
    await mia.getByLabel("Your name").fill(name);
    await mia.getByLabel("Password").fill(PASSWORD);
    await mia.getByRole("button", { name: "Join" }).click();
    await expect(seen(mia, "View only")).toBeVisible();
  });

  await test.step("a viewer finds no way to change members, and requests of the missing buttons are refused", async () => {
    await mia.goto("/settings/members");
    await expect(mia.getByRole("list", { name: "Members" }).getByText(email)).toBeVisible();
    await expect(mia.getByRole("button", { name: /Invite|Remove|Leave/ })).toHaveCount(0);
    await expect(mia.getByRole("combobox")).toHaveCount(0);
    const { origin } = new URL(mia.url());
    for (const [call, data] of [
      ["members.invite", { email: "more@salon.example", role: "admin" }],
      ["webhooks.create", { url: "https://example.com/hook", events: ["appointment.created"] }],
    ] as const) {
      const asked = await mia.request.post(`/api/trpc/${call}`, { headers: { origin }, data });
      expect([call, asked.status()]).toEqual([call, 403]);
    }
  });

  await test.step("the link works once", async () => {
    const stranger = await openPage(null);
    await stranger.goto(link);
    await expect(stranger.getByRole("heading", { name: "This invitation does not work" })).toBeVisible();
  });

  await test.step("a removed member is signed out with the next page", async () => {
    await page.reload();
    await page.getByRole("button", { name: `Remove ${name}` }).click();
    await page.getByRole("button", { name: "Remove member" }).click();
    await expect(page.getByRole("list", { name: "Members" }).getByText(email)).toHaveCount(0);
    await mia.goto("/settings/members");
    await expect(mia.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  });
});
