import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LAYERS } from "#lint/layers.ts";
import { withLayers } from "#lint/lint-overrides.ts";

// `npm run layers`: writes the import rules of src/lint/layers.ts into biome.json.
const root = join(import.meta.dirname, "..");
const file = join(root, "biome.json");
writeFileSync(file, JSON.stringify(withLayers(JSON.parse(readFileSync(file, "utf8")), LAYERS)));
execFileSync(join(root, "node_modules", ".bin", "biome"), ["format", "--write", file], { stdio: "inherit" });
