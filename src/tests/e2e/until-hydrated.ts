import { expect, type Page } from "@playwright/test";

/** Resolves when React has taken over the page. Elements that a test changes earlier are not those that React expects. */
export const untilHydrated = (page: Page) => expect.poll(() => isHydrated(page)).toBe(true);

const isHydrated = (page: Page) =>
  page.evaluate(() => {
    const heading = document.querySelector("h1");
    return heading !== null && Object.keys(heading).some((key) => key.startsWith("__reactProps$"));
  });
