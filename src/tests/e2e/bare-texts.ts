import type { BrowserContext } from "@playwright/test";

/**
 * Reports texts that React rendered beside other nodes, or in place of an element. React keeps such text nodes and
 * fails once a translator has replaced them. A text that is the only child of its element has no node that React keeps.
 */
export const reportBareTexts = (context: BrowserContext) =>
  context.addInitScript(() => {
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
    // React knows server-rendered nodes only after the hydration.
    addEventListener("pointerdown", () => lookInto(document.body), { capture: true });
  });
