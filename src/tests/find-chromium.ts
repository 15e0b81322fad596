import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** Runs a program and shows its output; true = it exits with 0. */
type Run = (program: string, args: string[]) => Promise<boolean>;

/**
 * Finds the browser for the tests: the machine's own, else an installed one of Playwright, else Debian's package as
 * root on Debian, else Playwright's download. Throws an error with a readable line if all fail.
 */
export const findChromium = async (run: Run): Promise<string> => {
  const found = findInstalled();
  if (found) return found;
  if (process.getuid?.() === 0 && isDebian()) {
    console.log("No Chromium here: installing Debian's package …");
    await run("apt-get", ["update", "-qq"]);
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  }
  const packaged = findInstalled();
  if (packaged) return packaged;
  console.log("No Chromium here: Playwright downloads one …");
  const cli = join(import.meta.dirname, "..", "..", "node_modules", "@playwright", "test", "cli.js");
  await run(process.execPath, [cli, "install", ...(process.getuid?.() === 0 ? ["--with-deps"] : []), "chromium"]);
  const downloaded = findInstalled();
  if (downloaded) return downloaded;
  throw new Error(
    "There is no Chromium for the browser tests, and none could be installed: install chromium and repeat.",
  );
};

const findInstalled = (): string | null => {
  const inPath = (process.env.PATH ?? "").split(delimiter).flatMap((dir) => NAMES.map((name) => join(dir, name)));
  return [...inPath, MAC, chromium.executablePath()].find((file) => file && existsSync(file)) ?? null;
};

const isDebian = (): boolean =>
  existsSync("/etc/os-release") && /^ID=["']?debian\b/m.test(readFileSync("/etc/os-release", "utf8"));
