import { execFile } from "node:child_process";
import { copyFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeDirectory, removeDirectory } from "#tests/directories.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..", "..", "..");

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: "es2024",
    lib: ["es2024", "dom"],
    module: "preserve",
    moduleResolution: "bundler",
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ["node"],
  },
  files: ["client.ts"],
};

type Access = { url: string; operatorKey: string; eventKey: string };
type Documents = { api: unknown; operator: unknown };

/** Generates types from the descriptions of both APIs, checks a program against them, runs it, and returns what it prints. */
export const runGeneratedClient = async (documents: Documents, access: Access): Promise<unknown> => {
  const directory = makeDirectory();
  const node = (...args: string[]) => run(process.execPath, args, { cwd: directory }).catch(explain);
  try {
    symlinkSync(join(ROOT, "node_modules"), join(directory, "node_modules"));
    writeFileSync(join(directory, "package.json"), '{"type":"module"}');
    const names = Object.entries(documents).map(([name, document]) => {
      writeFileSync(join(directory, `${name}.json`), JSON.stringify(document));
      return name;
    });
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(TSCONFIG));
    copyFileSync(join(ROOT, "src", "tests", "fixtures", "openapi-client.ts.txt"), join(directory, "client.ts"));
    await node(join(import.meta.dirname, "generate-types.ts"), ...names);
    await node(join(ROOT, "node_modules", "typescript", "bin", "tsc"), "--project", ".");
    const { stdout } = await node("client.ts", access.url, access.operatorKey, access.eventKey);
    return JSON.parse(stdout);
  } finally {
    removeDirectory(directory);
  }
};

/** Shows what a failed program printed: the compiler prints its errors on stdout. */
const explain = (error: Error & { stdout?: string; stderr?: string }): never => {
  throw new Error(`${error.message}\n${error.stdout ?? ""}${error.stderr ?? ""}`);
};
