import { expect, type Page } from "@playwright/test";
import { untilHydrated } from "#tests/e2e/until-hydrated.ts";

/**
 * Imitates a browser's translator: puts each text, also later ones, into two <font> elements and leaves
 * `translate="no"` alone. The words stay, so that a test finds them. Ends with the document.
 */
export const translate = async (page: Page) => {
  await untilHydrated(page);
  await page.evaluate(() => {
    const isLeftAlone = (text: Node) =>
      text.nodeValue?.trim() === "" ||
      !text.parentElement ||
      text.parentElement.closest("script, style, textarea, font, [translate=no], .notranslate") !== null;
    const wrap = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Node[] = root.nodeType === Node.TEXT_NODE ? [root] : [];
      while (walker.nextNode()) texts.push(walker.currentNode);
      for (const text of texts) {
        if (isLeftAlone(text)) continue;
        const [outer, inner] = [document.createElement("font"), document.createElement("font")];
        inner.textContent = text.nodeValue;
        outer.append(inner);
        text.parentNode?.replaceChild(outer, text);
      }
    };
    const observer = new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) if (node.isConnected) wrap(node);
    });
    observer.observe(document.body, { childList: true, subtree: true });
    wrap(document.body);
  });
};

/** Texts of the page's main part, without those that change with the clock. */
const textsOf = (page: Page) =>
  page.evaluate(() => {
    const main = document.querySelector("main")?.cloneNode(true);
    if (!(main instanceof Element)) return "";
    for (const time of main.querySelectorAll("time, [role=status]")) time.remove();
    return main.textContent;
  });

/** Expects the page to show the same texts as after a reload, and translates it again. */
export const expectUpToDate = async (page: Page) => {
  const shown = await textsOf(page);
  await page.reload();
  await expect.poll(() => textsOf(page)).toBe(shown);
  await translate(page);
};
