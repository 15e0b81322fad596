// Runs a TypeScript script on a fresh clone: `node scripts/bootstrap.mjs scripts/start.ts [arguments]`.
// Installs and generates what is missing first. Must work on Node 20 with built-ins only: nothing is installed yet.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const NODE_MAJOR = 24;
/** A script's stdout is its own: some print nothing but JSON there. */
const ON_STDERR = ["inherit", 2, 2];
const root = fileURLToPath(new URL("..", import.meta.url));
const isWindows = process.platform === "win32";
/** The package in package-lock.json that is Node for this machine, where there is one. */
const nodePackage = `node-${isWindows ? "win" : process.platform}-${process.arch}`;
const packagedNode = join(root, "node_modules", nodePackage, "bin", isWindows ? "node.exe" : "node");

const main = async () => {
  const [entry, ...args] = process.argv.slice(2);
  if (!entry) fail("Say which script to run: node scripts/bootstrap.mjs scripts/start.ts");
  process.chdir(root);

  const { optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  if (!ownNode() && !optionalDependencies[nodePackage]) failWithoutNode();
  const isInstalled = installMatchesLock() && (ownNode() ?? existsSync(packagedNode));
  if (!isInstalled) await install();
  const node = ownNode() ?? (runs(packagedNode) ? packagedNode : failWithoutNode());
  process.env.PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`;
  await generateClient(node);

  // After an install the running binary may have been replaced on disk: start afresh.
  if (isInstalled && node === process.execPath) {
    process.argv.splice(1, 2, resolve(entry));
    await import(pathToFileURL(resolve(entry)).href);
    return;
  }
  // The channel is how the child notices that this process was killed.
  await run(node, [entry, ...args], { stdio: ["inherit", "inherit", "inherit", "ipc"], exits: true });
};

/** The user's Node, if it is new enough: npm's own comes first, since `npm run` puts node_modules/.bin before it in PATH. */
const ownNode = () => {
  const { npm_node_execpath: npmNode, npm_config_user_agent: agent = "" } = process.env;
  const known = [
    [npmNode, /\bnode\/v(\d+)/.exec(agent)?.[1]],
    [process.execPath, process.versions.node],
  ];
  return known.find(([file, version]) => Number.parseInt(version, 10) >= NODE_MAJOR && existsSync(file))?.[0];
};

/** An installed binary may still be for another C library. */
const runs = (file) => spawnSync(file, ["--version"], { stdio: "ignore" }).status === 0;

const failWithoutNode = () =>
  fail(
    `Node ${NODE_MAJOR} is needed, and npm has none for this machine (${process.platform} ${process.arch}): install Node ${NODE_MAJOR} or newer. This is Node ${process.versions.node}.`,
  );

/** Whether node_modules holds what package-lock.json says. Times say nothing after a checkout, so the contents are compared. */
const installMatchesLock = () => {
  const wanted = readPackages("package-lock.json");
  const installed = readPackages(join("node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  const same = (a, b) => a?.version === b?.version && a?.integrity === b?.integrity;
  // An optional package may be for another machine, and is then missing.
  const isThere = ([path, entry]) => path === "" || entry.optional || entry.devOptional || same(entry, installed[path]);
  const isWanted = ([path, entry]) => same(entry, wanted[path]);
  return Object.entries(wanted).every(isThere) && Object.entries(installed).every(isWanted);
};

const readPackages = (file) => {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return null;
  }
};

const install = async () => {
  console.error(
    existsSync("node_modules") ? "Dependencies have changed: npm ci …" : "Installing dependencies: npm ci …",
  );
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  if (npm?.endsWith(".js")) await run(process.execPath, [npm, ...args], { stdio: ON_STDERR });
  else await run("npm", args, { stdio: ON_STDERR });
};

/** Prisma's client is generated code and not in the repository. Its hash covers the schema and Prisma's version. */
const generateClient = async (node) => {
  const stamp = join("src", "generated", "prisma", ".schema-hash");
  const version = readFileSync(join("node_modules", "prisma", "package.json"));
  const hash = createHash("sha256")
    .update(readFileSync(join("prisma", "schema.prisma")))
    .update(version)
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  console.error("Generating the database client …");
  // `generate` looks for the schema engine and would download it, but never runs it: any executable will do.
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: node,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  };
  await run(node, [join("node_modules", "prisma", "build", "index.js"), "generate"], { env, quiet: true });
  writeFileSync(stamp, hash);
};

/**
 * Runs a program to its end, forwarding signals, and ends this process as it ended, unless all is well and more follows.
 * Ctrl-C reaches the child by itself too: it ignores repeats.
 */
const run = (program, args, { exits = false, quiet = false, ...options } = {}) =>
  new Promise((done) => {
    const child = spawn(program, args, { stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit", ...options });
    const output = [];
    if (quiet) for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk));
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    const forward = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, forward);
    child.once("error", (error) => fail(`${program} could not be started: ${error.message}`));
    child.once("close", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      if (code === 0 && !exits) return done();
      if (code !== 0) process.stderr.write(Buffer.concat(output));
      if (!signal) process.exit(code);
      process.kill(process.pid, signal);
    });
  });

const fail = (message) => {
  console.error(message);
  process.exit(1);
};

await main();
