import { test as base, expect, type Page } from "@playwright/test";
import { reportBareTexts } from "#tests/e2e/bare-texts.ts";

type Fixtures = {
  /** Console errors that a journey causes on purpose. */
  expectedErrors: RegExp[];
  noErrors: undefined;
  /** Page signed in to the demo salon. */
  salon: Page;
};

/**
 * Base test that fails on any unexpected console error, uncaught exception or content policy violation, and on texts
 * that a browser's translator would break.
 */
export const test = base.extend<Fixtures>({
  expectedErrors: [[], { option: true }],

  noErrors: [
    async ({ page, expectedErrors }, use) => {
      const seen: string[] = [];
      page.on("pageerror", (error) => seen.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") seen.push(`${message.text()} (${message.location().url})`);
      });
      // A caught violation, such as a probe for eval, causes this event only and no console error.
      await page.exposeFunction("tellRefused", (what: string) => seen.push(`Refused by policy: ${what}`));
      await page.addInitScript(() => {
        const { tellRefused } = globalThis as unknown as { tellRefused: (what: string) => void };
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
          tellRefused(`${effectiveDirective} ${blockedURI} from ${sourceFile} on ${document.location.pathname}`),
        );
      });
      const bareTexts = new Set<string>();
      await page.exposeFunction("tellBare", (text: string) => bareTexts.add(text));
      await reportBareTexts(page);
      await use(undefined);
      expect([...bareTexts], "texts without an element of their own").toEqual([]);
      expect(seen.filter((text) => !expectedErrors.some((expected) => expected.test(text)))).toEqual([]);
    },
    { auto: true },
  ],

  salon: async ({ page }, use) => {
    await page.goto("/");
    await page.getByRole("button", { name: "Sign in as demo salon" }).click();
    await expectDashboard(page);
    await use(page);
  },
});

/**
 * Visible text. React may hold a second, hidden copy of a text while a page streams in, and `getByText` alone finds
 * both.
 */
export const seen = (page: Page, text: string | RegExp, options?: { exact: boolean }) =>
  page.getByText(text, options).filter({ visible: true });

/** The start page is there, whatever its headline says. */
export const expectDashboard = (page: Page) =>
  expect(page.getByRole("link", { name: "Home", exact: true }).filter({ visible: true })).toHaveAttribute(
    "aria-current",
    "page",
  );

export { expect };
