import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { generateClient } from "#supervisor/bootstrap/generate-client.mjs";
import { temporaryDirectory } from "./temporary-directory.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const BOOTSTRAP = join(ROOT, "scripts", "bootstrap.mjs");
const PARTS = join("src", "supervisor", "bootstrap");

/** Older Node on this machine, if there is one. */
const olderNode = ["/usr/bin/node", "/usr/local/bin/node"].find(
  (file) => existsSync(file) && /^v2[0-3]\./.test(spawnSync(file, ["--version"], { encoding: "utf8" }).stdout),
);

const run = async (node: string, bootstrap: string, env: Record<string, string>) => {
  const script = join(temporaryDirectory(), "print.ts");
  writeFileSync(script, "console.log(JSON.stringify({ path: process.env.PATH, version: process.version }));");
  const child = spawn(node, [bootstrap, script], {
    env: { NODE_ENV: "test", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((done) => child.once("close", done));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr };
};

it("a new enough Node of npm is used unchanged, and comes first in PATH", async () => {
  const directory = temporaryDirectory();
  const npmNode = join(directory, "node");
  symlinkSync(process.execPath, npmNode);
  const env = {
    PATH: "/usr/bin",
    npm_node_execpath: npmNode,
    npm_config_user_agent: "npm/11.0.0 node/v26.1.0 linux x64",
  };
  const { stdout } = await run(process.execPath, BOOTSTRAP, env);
  expect(JSON.parse(stdout).path.split(":")).toEqual([directory, "/usr/bin"]);
});

it("an npm that runs on an older Node changes nothing", async () => {
  const env = {
    PATH: "/usr/bin",
    npm_node_execpath: "/usr/bin/node",
    npm_config_user_agent: "npm/11.0.0 node/v20.1.0",
  };
  const { stdout } = await run(process.execPath, BOOTSTRAP, env);
  expect(JSON.parse(stdout).path.split(":")).toEqual([dirname(process.execPath), "/usr/bin"]);
});

it.runIf(olderNode)("an older Node gives way to the Node of the lock", async () => {
  const { stdout } = await run(olderNode ?? "", BOOTSTRAP, { PATH: "/usr/bin" });
  expect(JSON.parse(stdout).version).toMatch(/^v24\./);
});

it.runIf(olderNode)("one line says to install Node 24 when npm has none for this machine", async () => {
  const root = temporaryDirectory();
  mkdirSync(join(root, "scripts"));
  cpSync(BOOTSTRAP, join(root, "scripts", "bootstrap.mjs"));
  cpSync(join(ROOT, PARTS), join(root, PARTS), { recursive: true });
  writeFileSync(join(root, "package.json"), JSON.stringify({ optionalDependencies: { "node-sunos-sparc": "24.0.0" } }));
  const { code, stderr } = await run(olderNode ?? "", join(root, "scripts", "bootstrap.mjs"), { PATH: "/usr/bin" });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Node 24 is needed, .*: install Node 24 or newer\. This is Node 2[0-3]\..*\n$/);
});

it("two starts at once install one after the other, and the second one finds all installed", async () => {
  const root = temporaryDirectory();
  const place = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const bootstrap = join(root, "scripts", "bootstrap.mjs");
  mkdirSync(dirname(bootstrap));
  cpSync(BOOTSTRAP, bootstrap);
  cpSync(join(ROOT, PARTS), join(root, PARTS), { recursive: true });
  const lock = JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } });
  place("package.json", "{}");
  place("package-lock.json", lock);
  for (const path of ["prisma/schema.prisma", "prisma/booking/schema.prisma"]) place(path, "");
  // Stands for npm, and installs a stand-in for Prisma.
  place(
    "npm.js",
    `const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs");
     appendFileSync("installs", "1");
     mkdirSync("node_modules/prisma/build", { recursive: true });
     writeFileSync("node_modules/prisma/package.json", "{}");
     writeFileSync("node_modules/prisma/build/index.js", "for (const name of ['prisma', 'booking']) require('fs').mkdirSync('src/generated/' + name, { recursive: true })");
     writeFileSync("node_modules/.package-lock.json", ${JSON.stringify(lock)});`,
  );
  const env = { PATH: "/usr/bin", npm_execpath: join(root, "npm.js") };
  const starts = await Promise.all([1, 2].map(() => run(process.execPath, bootstrap, env)));
  for (const { code, stderr } of starts) expect(code, stderr).toBe(0);
  expect(readFileSync(join(root, "installs"), "utf8")).toBe("1");
});

it("the database client is generated anew when the schema has changed, and only then", async () => {
  const root = temporaryDirectory();
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  const schemas = [join("prisma", "schema.prisma"), join("prisma", "booking", "schema.prisma")];
  for (const path of ["prisma.config.ts", ...schemas]) cpSync(join(ROOT, path), join(root, path));
  const module = join(root, "src", "generated", "prisma", "client.ts");
  const generatedAt = async () => {
    await generateClient(root, process.execPath);
    return statSync(module).mtimeMs;
  };
  const first = await generatedAt();
  expect(await generatedAt()).toBe(first);

  appendFileSync(join(root, "prisma", "schema.prisma"), "\nmodel Added {\n  id String @id\n}\n");
  expect(await generatedAt()).not.toBe(first);
  expect(existsSync(join(root, "src", "generated", "prisma", "models", "Added.ts"))).toBe(true);
});
