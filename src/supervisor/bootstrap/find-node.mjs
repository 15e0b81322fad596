import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fail } from "./run-to-end.mjs";

const NODE_MAJOR = 24;
const isWindows = process.platform === "win32";

/** Names the npm package that holds Node for this machine. */
const nodePackage = `node-${isWindows ? "win" : process.platform}-${process.arch}`;

/**
 * Finds the Node to run scripts: the installed one if it is new enough, else the one in node_modules. Null =
 * npm must install first. Ends the process when npm has no Node for this machine.
 * @param {string} root
 */
export const findNode = (root) => {
  const own = ownNode();
  if (own) return own;
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  if (!optionalDependencies[nodePackage]) failWithoutNode();
  const packaged = join(root, "node_modules", nodePackage, "bin", isWindows ? "node.exe" : "node");
  if (!existsSync(packaged)) return null;
  return runs(packaged) ? packaged : failWithoutNode();
};

/** Prefers npm's own Node, since `npm run` puts node_modules/.bin first in PATH. */
const ownNode = () => {
  const { npm_node_execpath: npmNode = "", npm_config_user_agent: agent = "" } = process.env;
  const known = [
    { file: npmNode, major: /\bnode\/v(\d+)/.exec(agent)?.[1] ?? "" },
    { file: process.execPath, major: process.versions.node },
  ];
  return known.find(({ file, major }) => Number.parseInt(major, 10) >= NODE_MAJOR && existsSync(file))?.file ?? null;
};

/**
 * Runs the binary once: it may be built for another C library.
 * @param {string} file
 */
const runs = (file) => spawnSync(file, ["--version"], { stdio: "ignore" }).status === 0;

export const failWithoutNode = () =>
  fail(
    `Node ${NODE_MAJOR} is needed, and npm has none for this machine (${process.platform} ${process.arch}): install Node ${NODE_MAJOR} or newer. This is Node ${process.versions.node}.`,
  );
