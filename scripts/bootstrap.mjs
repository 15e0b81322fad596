// Installs and generates what is missing, then runs a script: `node scripts/bootstrap.mjs scripts/start.ts`.
// Uses Node 20 built-ins only, since no package is installed yet.
import module from "node:module";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { failWithoutNode, findNode } from "../src/supervisor/bootstrap/find-node.mjs";
import { generateClient } from "../src/supervisor/bootstrap/generate-client.mjs";
import { installPackages, isInstalled } from "../src/supervisor/bootstrap/install-packages.mjs";
import { fail, runToEnd } from "../src/supervisor/bootstrap/run-to-end.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const [entry, ...args] = process.argv.slice(2);
if (!entry) fail("Say which script to run: node scripts/bootstrap.mjs scripts/start.ts");
process.chdir(root);

const installedNode = findNode(root);
const isComplete = installedNode !== null && isInstalled(root);
if (!isComplete) await installPackages(root);
const node = (isComplete ? installedNode : findNode(root)) ?? failWithoutNode();
process.env.PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`;
await generateClient(root, node);

// Caches compiled code for later starts and for child processes.
process.env.NODE_COMPILE_CACHE ??= join(root, "node_modules", ".cache", "compiled");
if (isComplete && node === process.execPath) {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  process.argv.splice(1, 2, resolve(entry));
  await import(pathToFileURL(resolve(entry)).href);
} else {
  // Starts anew, since an install may have replaced this binary. The IPC channel tells the script when this
  // process dies.
  await runToEnd(node, [entry, ...args], { stdio: ["inherit", "inherit", "inherit", "ipc"], exits: true });
}
