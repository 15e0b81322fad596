import { join } from "node:path";
import { type Page, test } from "@playwright/test";

let shots = 0;

/** Writes a picture of the page, if BELLHOP_E2E_SHOTS names a folder: for eyes, which see what no rule finds. */
export const shoot = async (page: Page, look: string): Promise<void> => {
  const { BELLHOP_E2E_SHOTS: folder } = process.env;
  if (!folder) return;
  const { pathname, search } = new URL(page.url());
  const place = `${pathname}${search}`.replaceAll(/[^\w]+/g, "-").slice(0, 60);
  const number = String(++shots).padStart(3, "0");
  const name = `${test.info().workerIndex}-${number}${place}-${look}.png`;
  await page.screenshot({ path: join(folder, name), fullPage: (await page.getByRole("dialog").count()) === 0 });
};
