import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { shoot } from "#tests/e2e/shoot.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const CONTRAST = ["color-contrast", "link-in-text-block"];

/** Asks all rules in light colours, and takes a picture. Dark colours change only the contrast. Waits until no colour is on its way to another. */
export const violationsOf = async (page: Page, colorScheme: "light" | "dark") => {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.all(transitions.map(({ finished }) => finished.catch(() => null)));
  });
  await shoot(page, colorScheme);
  await page.evaluate(showCodeEnds, "none");
  // Saves most of its time: passed elements are not named, nor moved to a second page. Our pages have no frames.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
  const { violations } = await (colorScheme === "light" ? axe.withTags(RULES) : axe.withRules(CONTRAST)).analyze();
  await page.evaluate(showCodeEnds, "");
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
};

/** Runs in the page. axe asks for no contrast before a gradient, as the ends of code have. */
const showCodeEnds = (backgroundImage: string) => {
  for (const code of document.querySelectorAll<HTMLElement>(".code-ends")) code.style.backgroundImage = backgroundImage;
};
