import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";

let shots = 0;

const folder = process.env.BELLHOP_E2E_SHOTS;

/** Whether this run writes pictures, which takes time. */
export const areShotsWanted = Boolean(folder);

/** Writes a picture of the page, if BELLHOP_E2E_SHOTS names a folder: for eyes, which see what no rule finds. */
export const shoot = async (page: Page, look: string): Promise<void> => {
  if (!folder) return;
  // On a slow machine a chart loads after the text around it.
  await expect(page.locator("main .animate-pulse")).toHaveCount(0);
  const { pathname, search } = new URL(page.url());
  const place = `${pathname}${search}`.replaceAll(/[^\w]+/g, "-").slice(0, 60);
  const number = String(++shots).padStart(3, "0");
  const path = join(folder, `${test.info().workerIndex}-${number}${place}-${look}.png`);
  const hasWindow = (await page.locator("[role=dialog], [role=alertdialog]").count()) > 0;
  if (!hasWindow) await page.evaluate(placeBars, "static");
  await page.screenshot({ path, fullPage: !hasWindow });
  if (!hasWindow) await page.evaluate(placeBars, "");
};

/** Runs in the page. A bar that stays at an edge of the window hides a part of the whole page. */
const placeBars = (position: string) => {
  scrollTo(0, 0);
  for (const bar of document.querySelectorAll("nav")) bar.style.position = position;
};
