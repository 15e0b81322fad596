import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { snapshotFiles } from "#schema-snapshots/snapshot-files.ts";
import { clientTypes } from "./client-types.ts";
import { eventsPage } from "./events-page.ts";

/** Files that follow from the event catalogue, by their path in the repository. Throws for a change that breaks a version. */
export const filesFromCatalog = (): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(clientTypes()).map(([name, text]) => [join("src", "client", "generated", name), text]),
  ),
  [join("docs", "events.md")]: eventsPage("en"),
  [join("docs", "de", "events.md")]: eventsPage("de"),
  ...snapshotFiles(),
});

/** Writes the files that differ, and returns their paths. */
export const writeFromCatalog = (root: string): string[] =>
  Object.entries(filesFromCatalog()).flatMap(([path, text]) => {
    const file = join(root, path);
    if (contentOf(file) === text) return [];
    writeFileSync(file, text);
    return [path];
  });

const contentOf = (file: string): string | null => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
};
