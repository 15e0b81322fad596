import type { Page } from "@playwright/test";

/**
 * Reports texts that React wrote beside others, or in place of an element: it keeps such text nodes, and fails or renews nothing
 * once a translator has replaced them. A text that is all that its element holds has no node that React knows.
 */
export const reportBareTexts = (page: Page) =>
  page.addInitScript(() => {
    const { tellBare } = globalThis as unknown as { tellBare: (text: string) => void };
    const isBare = (node: Node) =>
      Object.keys(node).some((key) => key.startsWith("__reactFiber$")) &&
      node.textContent?.trim() !== "" &&
      !node.parentElement?.closest("head, script, style");
    const lookInto = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node: Node | null = root; node; node = walker.nextNode())
        if (node.nodeType === Node.TEXT_NODE && isBare(node)) tellBare(`${node.textContent} on ${location.pathname}`);
    };
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) lookInto(node);
    }).observe(document, { childList: true, subtree: true });
    // What the server rendered is known to React after the hydration.
    addEventListener("pointerdown", () => lookInto(document.body), { capture: true });
  });
