import type { Page } from "@playwright/test";
import { shoot } from "#tests/e2e/shoot.ts";

/** CSS pixels: 200 % zoom of 1,280 × 1,024, and the width at which WCAG 1.4.10 asks for one column. */
const SIZES = [
  { width: 640, height: 512 },
  { width: 320, height: 640 },
];

/**
 * Names what makes the open page, or its window, wider than the screen at 200 % zoom and at 320 px, texts that are cut off without their
 * whole words on hover, and rows that fade although they fit. Restores the size.
 */
export const layoutFaults = async (page: Page): Promise<string[]> => {
  const before = page.viewportSize();
  const found: string[] = await page.evaluate(findCutTexts);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    // A chart follows its frame in the next frames: what stays too wide counts.
    const isFitting = () => page.evaluate(findTooWide).then((names) => names.length === 0);
    for (let frame = 0; frame < FRAMES_MAX && !(await isFitting()); frame++) await nextFrame(page);
    await shoot(page, `${size.width}`);
    const faults = [...(await page.evaluate(findTooWide)), ...(await page.evaluate(findCutTexts))];
    found.push(...faults.map((name) => `${size.width} px: ${name}`));
  }
  if (before) await page.setViewportSize(before);
  const isSharp = () => page.evaluate(findFaded).then((names) => names.length === 0);
  for (let frame = 0; frame < FRAMES_MAX && !(await isSharp()); frame++) await nextFrame(page);
  return [...found, ...(await page.evaluate(findFaded))];
};

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
