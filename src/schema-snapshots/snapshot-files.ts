import { readFileSync } from "node:fs";
import { join } from "node:path";
import { API_VERSIONS, type ApiVersion } from "#domain/event-types/api-version.schema.ts";
import { breakingChanges, type Snapshot } from "./breaking-changes.ts";
import { currentSnapshots } from "./current-snapshots.ts";

/** Reads the published schemas of a version: what senders and receivers rely on. */
export const storedSnapshot = (version: ApiVersion): Snapshot =>
  JSON.parse(readFileSync(join(import.meta.dirname, nameOf(version)), "utf8"));

/**
 * Writes the snapshots with the additions of today, by path in the repository. Throws for a breaking change: it needs a new API
 * version.
 */
export const snapshotFiles = (): Record<string, string> => {
  const current = currentSnapshots();
  return Object.fromEntries(
    API_VERSIONS.map((version) => {
      const broken = breakingChanges(storedSnapshot(version), current[version]);
      if (broken.length > 0)
        throw new Error(
          `This breaks API version ${version}. Undo it, or make a new version; restore ${nameOf(version)} if the ` +
            `change undoes something that was never released:\n${broken.join("\n")}`,
        );
      return [join("src", "schema-snapshots", nameOf(version)), snapshotText(current[version])];
    }),
  );
};

const nameOf = (version: ApiVersion) => `${version}.json`;

/** One line for each field, so that a diff shows which field changed. */
export const snapshotText = (snapshot: Snapshot): string => {
  const types = Object.entries(snapshot).map(([type, shapes]) => {
    const fields = Object.entries(shapes).map(
      ([path, shape]) => `    ${JSON.stringify(path)}: ${JSON.stringify(shape)}`,
    );
    return `  ${JSON.stringify(type)}: {\n${fields.join(",\n")}\n  }`;
  });
  return `{\n${types.join(",\n")}\n}\n`;
};
