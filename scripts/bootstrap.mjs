// Runs a TypeScript script on a fresh clone: `node scripts/bootstrap.mjs scripts/start.ts [arguments]`. Installs and
// generates what is missing first. Works on Node 20 with built-ins only, as all that it imports, since nothing is installed.
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { failWithoutNode, findNode } from "../src/supervisor/bootstrap/find-node.mjs";
import { generateClient, hasClients } from "../src/supervisor/bootstrap/generate-client.mjs";
import {
  installPackages,
  isInstalled,
  isInstalledForProduction,
} from "../src/supervisor/bootstrap/install-packages.mjs";
import { isProduction } from "../src/supervisor/bootstrap/is-production.mjs";
import { keepCompiledCode } from "../src/supervisor/bootstrap/keep-compiled-code.mjs";
import { fail, runToEnd } from "../src/supervisor/bootstrap/run-to-end.mjs";
import { takeTurn } from "../src/supervisor/bootstrap/take-turn.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const [entry, ...args] = process.argv.slice(2);
if (!entry) fail("Say which script to run: node scripts/bootstrap.mjs scripts/start.ts");
process.chdir(root);

const installedNode = findNode(root);
const isFixed = isProduction(entry, args, process.env.NODE_ENV);
if (isFixed && !installedNode) failWithoutNode();
if (isFixed && !(isInstalledForProduction(root) && hasClients(root)))
  fail("This folder is not built for production, and a start in production installs nothing: run npm run build first.");
const isComplete = installedNode !== null && (isFixed || isInstalled(root));
// Two parts may start at once: the second one finds what the first one has installed.
const endTurn =
  isFixed || (isComplete && hasClients(root)) ? () => {} : await takeTurn(join(root, "src", "generated", ".turn"));
if (!isComplete && !(findNode(root) && isInstalled(root))) await installPackages(root);
const node = (isComplete ? installedNode : findNode(root)) ?? failWithoutNode();
process.env.PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`;
if (!isFixed) await generateClient(root, node);
endTurn();

keepCompiledCode(root);
if (isComplete && node === process.execPath) {
  process.argv.splice(1, 2, resolve(entry));
  await import(pathToFileURL(resolve(entry)).href);
} else {
  // Starts anew, since an install may have replaced this binary. The IPC channel tells the script when this
  // process dies.
  await runToEnd(node, [entry, ...args], { stdio: ["inherit", "inherit", "inherit", "ipc"], exits: true });
}
