import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runToEnd } from "./run-to-end.mjs";
import { showProgress } from "./show-progress.mjs";

/**
 * Generates Prisma's client unless schema and Prisma version are unchanged. Ends the process with Prisma's
 * output on failure.
 * @param {string} root
 * @param {string} node the Node to run Prisma with
 */
export const generateClient = async (root, node) => {
  const stamp = join(root, "src", "generated", "prisma", ".schema-hash");
  const hash = createHash("sha256")
    .update(readFileSync(join(root, "prisma", "schema.prisma")))
    .update(readFileSync(join(root, "node_modules", "prisma", "package.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  const end = showProgress("Generating the database client");
  // Stops a download: Prisma looks for the schema engine here but never runs it, so any executable will do.
  const settings = { PRISMA_SCHEMA_ENGINE_BINARY: node, PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" };
  const options = {
    cwd: root,
    env: { ...process.env, ...settings },
    isQuiet: true,
    onFailure: () => end(false),
  };
  await runToEnd(node, [join(root, "node_modules", "prisma", "build", "index.js"), "generate"], options);
  writeFileSync(stamp, hash);
  end();
};
