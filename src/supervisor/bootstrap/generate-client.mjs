import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runToEnd } from "./run-to-end.mjs";
import { showProgress } from "./show-progress.mjs";

/**
 * Generates Prisma's client, which is not in the repository, unless the last one was of the same schema and the same
 * version of Prisma. Ends the process with Prisma's output when that fails.
 *
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
  // Prisma looks for the schema engine here, and would download it, but never runs it: any executable will do.
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
