import { type AddressInfo, connect, createServer } from "node:net";
import { expect, test } from "#tests/e2e/fixtures.ts";

/** Forwards the system to another origin, as a forwarded port or a container's published port does. */
const forward = async (to: string) => {
  const { hostname, port } = new URL(to);
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
};

test.use({ expectedErrors: [/ 403 .*sign-in/] });

test("the sign-in page at another address than BASE_URL links to BASE_URL", async ({ page, baseURL }) => {
  const { origin, close } = await forward(baseURL ?? "");
  const link = page.getByRole("link", { name: `Open ${baseURL}` });
  const alert = page.getByRole("alert").filter({ hasText: baseURL });

  await page.goto(`${origin}/sign-in`);
  await expect(link).toHaveAttribute("href", `${baseURL}/sign-in`);
  await page.getByLabel("Email").fill("owner@salon.example");
  await page.getByLabel("Password").fill("any password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(alert).toHaveText(`The dashboard is set up for ${baseURL}. Open it there to sign in.`);

  await page.getByRole("button", { name: "Sign in as demo salon" }).click();
  await expect(page).toHaveURL(`${origin}/sign-in?problem=address`);
  await link.click();
  await expect(page).toHaveURL(`${baseURL}/sign-in`);
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await expect(link).toHaveCount(0);
  close();
});
