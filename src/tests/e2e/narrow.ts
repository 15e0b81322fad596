import type { Page } from "@playwright/test";
import { areShotsWanted, shoot } from "#tests/e2e/shoot.ts";

/** CSS pixels: 200 % zoom of 1,280 × 1,024, and the width at which WCAG 1.4.10 asks for one column. */
const SIZES = [
  { width: 640, height: 512 },
  { width: 320, height: 640 },
];

/**
 * Names what makes the open page, or its window, wider than the screen at 200 % zoom and at 320 px, texts that are cut off without their
 * whole words on hover, words that leave their box, paths that break inside a name, buttons of different heights side by side, rows
 * that do not fill their table, and rows that fade although they fit. Restores the size.
 */
export const layoutFaults = async (page: Page, look = ""): Promise<string[]> => {
  const before = page.viewportSize();
  const found: string[] = await findAll(page);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    // A chart follows its frame in the next frames: what stays too wide counts.
    const isFitting = () => page.evaluate(findTooWide).then((names) => names.length === 0);
    for (let frame = 0; frame < FRAMES_MAX && !(await isFitting()); frame++) await nextFrame(page);
    await shoot(page, `${look}${size.width}`);
    const faults = [...(await page.evaluate(findTooWide)), ...(await findAll(page))];
    found.push(...faults.map((name) => `${size.width} px: ${name}`));
  }
  if (before) await page.setViewportSize(before);
  const isSharp = () => page.evaluate(findFaded).then((names) => names.length === 0);
  for (let frame = 0; frame < FRAMES_MAX && !(await isSharp()); frame++) await nextFrame(page);
  return [...found, ...(await page.evaluate(findFaded))];
};

/** Names the faults of the page in German, whose words are longer, in a run that writes pictures: the page loads once more. */
export const germanFaults = async (page: Page): Promise<string[]> => {
  if (!areShotsWanted) return [];
  await page.context().addCookies([{ name: "bellhop_locale", value: "de", url: page.url() }]);
  await page.emulateMedia({ colorScheme: "light" });
  await page.reload();
  await shoot(page, "de");
  const faults = await layoutFaults(page, "de-");
  await page.context().clearCookies({ name: "bellhop_locale" });
  return faults;
};

/** Faults that a page may have at any width. */
const findAll = async (page: Page): Promise<string[]> => [
  ...(await page.evaluate(findCutTexts)),
  ...(await page.evaluate(findLeavingTexts)),
  ...(await page.evaluate(findBrokenPaths)),
  ...(await page.evaluate(findUnevenControls)),
  ...(await page.evaluate(findNarrowRows)),
];

const FRAMES_MAX = 60;

const nextFrame = (page: Page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));

/** Runs in the page. */
const findCutTexts = (): string[] =>
  [...document.body.querySelectorAll("*")]
    .filter((element) => element.scrollWidth > element.clientWidth && element.clientWidth > 1)
    .filter((element) => getComputedStyle(element).textOverflow === "ellipsis")
    .filter((element) => !element.matches("input, select") && !element.closest("[title], [inert]"))
    .filter((element) => element.querySelector("[title]") === null)
    .map((element) => (element.textContent ?? "").trim())
    .filter((text) => text !== "")
    .map((text) => `cut off without a title: "${text.slice(0, 60)}"`);

/** Runs in the page. A long word may be wider than the button or the tile around it. */
const findLeavingTexts = (): string[] =>
  [...document.querySelectorAll("button, a, label, summary, th, td, dt, dd")]
    .filter((box) => box.getBoundingClientRect().width > 1 && !box.closest("[inert], .sr-only"))
    .filter((box) => {
      const { borderRightWidth, display } = getComputedStyle(box);
      return display !== "inline" && (Number.parseFloat(borderRightWidth) > 0 || box.matches("th, td, dt, dd"));
    })
    .flatMap((box) => {
      const edge = box.getBoundingClientRect().right + 1;
      const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        range.selectNodeContents(node);
        const clipping = node.parentElement?.closest(".truncate, .sr-only, pre, .overflow-hidden, .overflow-x-auto");
        if (clipping && box.contains(clipping)) continue;
        if (range.getBoundingClientRect().right > edge)
          return `leaves its box: "${node.textContent?.trim().slice(0, 40)}"`;
      }
      return [];
    });

/** Runs in the page. A URL or a path breaks after a slash; only a name that is longer than a line breaks inside. */
const findBrokenPaths = (): string[] =>
  [...document.querySelectorAll("main *")]
    .filter((element) => /^(https?:\/)?\/[\w/{}.:-]+$/.test(element.textContent ?? ""))
    .filter((element) => element.querySelector("*:not(span, wbr)") === null && !element.closest(".truncate, pre"))
    .flatMap((element) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      const found: string[] = [];
      let before = { bottom: 0, text: "/" };
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        for (let at = 0; at < (node.textContent?.length ?? 0); at++) {
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const { top, bottom } = range.getBoundingClientRect();
          const isNewLine = before.bottom > 0 && top >= before.bottom - 2;
          const names = element.textContent?.split("/") ?? [];
          const isLong = names.some((name) => name.length > 24);
          if (isNewLine && /\w/.test(before.text) && !isLong)
            found.push(`breaks inside a name: "${element.textContent}"`);
          before = { bottom, text: range.toString() };
        }
      return found.slice(0, 1);
    });

/** Runs in the page. On a phone the cells of a row stand below each other: the row still takes the width of its table. */
const findNarrowRows = (): string[] =>
  [...document.querySelectorAll("main tbody tr")]
    .filter((row) => row.getBoundingClientRect().width > 1)
    .filter((row) => {
      const table = row.closest("table")?.getBoundingClientRect().width ?? 0;
      return row.getBoundingClientRect().width < table - 4;
    })
    .map((row) => `is narrower than its table: "${(row.textContent ?? "").trim().slice(0, 40)}"`)
    .slice(0, 3);

/** Runs in the page. Buttons and selects with an edge, side by side in one row, have one height. */
const findUnevenControls = (): string[] =>
  [...document.querySelectorAll("main div, main fieldset, main form, [role=dialog] div, [role=alertdialog] div")]
    .filter((row) => getComputedStyle(row).display.includes("flex") && !row.closest("[inert]"))
    .flatMap((row) => {
      const controls = [...row.children]
        .map((child) =>
          child.matches("span") ? (child.querySelector(":scope > select, :scope > input") ?? child) : child,
        )
        .filter((child) => child.matches("button, a, select, input:not([type=checkbox], [type=radio])"))
        .filter((child) => Number.parseFloat(getComputedStyle(child).borderTopWidth) > 0)
        .map((child) => ({
          ...child.getBoundingClientRect().toJSON(),
          name: (child.textContent ?? "").trim().slice(0, 20),
        }));
      const uneven = controls.find(
        (one, index) =>
          index > 0 &&
          one.top < controls[index - 1].bottom &&
          one.bottom > controls[index - 1].top &&
          Math.abs(one.height - controls[index - 1].height) > 1,
      );
      return uneven ? [`differs in height from its neighbour: "${uneven.name}"`] : [];
    });

/** Runs in the page. */
const findFaded = (): string[] =>
  [...document.querySelectorAll(".scroll-row")]
    .filter((row) => row.scrollWidth <= row.clientWidth)
    .filter((row) => Number.parseFloat(getComputedStyle(row).getPropertyValue("--row-start")) > 0)
    .map((row) => `fades although it fits: "${row.getAttribute("aria-label")}"`);

/** Runs in the page. Elements inside a box that scrolls or clips by itself may be wider. */
const findTooWide = (): string[] => {
  const { clientWidth, scrollWidth } = document.documentElement;
  const name = (element: Element) =>
    `${element.tagName.toLowerCase()} "${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40)}"`;
  const windows = [...document.querySelectorAll("[role=dialog], [role=alertdialog]")].filter((element) => {
    const { top, bottom, left, right, height } = element.getBoundingClientRect();
    return height > 1 && (top < -1 || bottom > innerHeight + 1 || left < -1 || right > clientWidth + 1);
  });
  if (scrollWidth <= clientWidth) return windows.map(name);
  const isHeld = (element: Element): boolean => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible") return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > clientWidth + 1 && !isHeld(element),
  );
  return [`page of ${scrollWidth} px`, ...[...windows, ...wide.slice(0, 5)].map(name)];
};
