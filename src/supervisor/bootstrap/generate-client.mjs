import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runToEnd } from "./run-to-end.mjs";
import { showProgress } from "./show-progress.mjs";

/** The product's tables, and those of the reference booking backend. */
const CLIENTS = [
  { schema: join("prisma", "schema.prisma"), output: "prisma" },
  { schema: join("prisma", "booking", "schema.prisma"), output: "booking" },
];

/**
 * Generates Prisma's clients whose schema, or whose Prisma version, has changed. Ends the process with Prisma's
 * output on failure.
 * @param {string} root
 * @param {string} node the Node to run Prisma with
 */
export const generateClient = async (root, node) => {
  for (const { schema, output } of CLIENTS) await generateOne(root, node, schema, output);
};

/**
 * Tells whether both clients are those of their schemas. Asks for no version of Prisma, whose command line a production folder lacks.
 * @param {string} root
 */
export const hasClients = (root) =>
  CLIENTS.every(({ schema, output }) => {
    const stamp = stampOf(root, output);
    return existsSync(stamp) && readFileSync(stamp, "utf8").startsWith(hashOf(join(root, schema)));
  });

/**
 * @param {string} root
 * @param {string} output
 */
const stampOf = (root, output) => join(root, "src", "generated", output, ".schema-hash");

/** @param {string} file */
const hashOf = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

/**
 * @param {string} root
 * @param {string} node
 * @param {string} schema
 * @param {string} output folder in src/generated
 */
const generateOne = async (root, node, schema, output) => {
  const stamp = stampOf(root, output);
  const hash = `${hashOf(join(root, schema))} ${hashOf(join(root, "node_modules", "prisma", "package.json"))}`;
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
  const prisma = join(root, "node_modules", "prisma", "build", "index.js");
  await runToEnd(node, [prisma, "generate", "--schema", schema], options);
  writeFileSync(stamp, hash);
  end();
};
