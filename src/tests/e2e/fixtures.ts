import { type BrowserContext, type BrowserContextOptions, test as base, expect, type Page } from "@playwright/test";
import { reportBareTexts } from "#tests/e2e/bare-texts.ts";
import { makeWorld, type Person, signIn, type World } from "#tests/e2e/world.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";

type Fixtures = {
  /** Console errors that a journey causes on purpose. */
  expectedErrors: RegExp[];
  /** Runs after the last page has been closed, newest first. */
  cleanUp: (() => Promise<void>)[];
  /** Watches all pages of a browser context for errors. The context of `page` is watched already. */
  watch: (context: BrowserContext) => Promise<void>;
  newWorld: () => Promise<World>;
  /** The business of this test. */
  world: World;
  /** Page signed in as the admin of `world`; it shows nothing yet. */
  salon: Page;
  /** Opens a page in a browser of its own, signed in as a person, or signed out. */
  openPage: (person: Person | null, options?: BrowserContextOptions) => Promise<Page>;
  /** Server of the webhooks' other side, which records each request. */
  endpoint: Receiver;
};

/**
 * Base test. Each test makes its own tenant with its own people, so that tests run in any order and beside each other.
 * Fails on any unexpected console error, uncaught exception or content policy violation, and on texts that a browser's
 * translator would break.
 */
export const test = base.extend<Fixtures>({
  expectedErrors: [[], { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from the pattern.
  cleanUp: async ({}, use) => {
    const steps: (() => Promise<void>)[] = [];
    await use(steps);
    const failures: unknown[] = [];
    for (const step of steps.toReversed()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  },

  // Named first, `cleanUp` ends last: a page whose tenant is gone reports errors.
  watch: [
    async ({ cleanUp: _, context, expectedErrors }, use) => {
      const seen: string[] = [];
      const bareTexts = new Set<string>();
      const watch = (other: BrowserContext) => watchContext(other, seen, bareTexts);
      await watch(context);
      await use(watch);
      expect([...bareTexts], "texts without an element of their own").toEqual([]);
      expect(seen.filter((text) => !expectedErrors.some((expected) => expected.test(text)))).toEqual([]);
    },
    { auto: true },
  ],

  newWorld: async ({ cleanUp }, use) => {
    await use(async () => {
      const world = await makeWorld();
      cleanUp.push(world.remove);
      return world;
    });
  },

  world: async ({ newWorld }, use) => use(await newWorld()),

  salon: async ({ page, world }, use) => {
    await signIn(page.request, world.admin);
    await use(page);
  },

  openPage: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (person, options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      await watch(context);
      if (person) await signIn(context.request, person);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },

  endpoint: async ({ cleanUp }, use) => {
    const receiver = await startReceiver();
    cleanUp.push(receiver.close);
    await use(receiver);
  },
});

const watchContext = async (context: BrowserContext, seen: string[], bareTexts: Set<string>) => {
  context.on("weberror", (error) => seen.push(error.error().message));
  context.on("console", (message) => {
    if (message.type() === "error") seen.push(`${message.text()} (${message.location().url})`);
  });
  // A caught violation, such as a probe for eval, causes this event only and no console error.
  await context.exposeFunction("tellRefused", (what: string) => seen.push(`Refused by policy: ${what}`));
  await context.addInitScript(() => {
    const { tellRefused } = globalThis as unknown as { tellRefused: (what: string) => void };
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
      tellRefused(`${effectiveDirective} ${blockedURI} from ${sourceFile} on ${document.location.pathname}`),
    );
  });
  await context.exposeFunction("tellBare", (text: string) => bareTexts.add(text));
  await reportBareTexts(context);
};

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
