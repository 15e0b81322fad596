import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeFromCatalog } from "#from-catalog/write-from-catalog.ts";

// `npm run client:pack [-- FOLDER]`: writes what follows from the event catalogue, and the client's tarball, by default to this folder.
const root = join(import.meta.dirname, "..");
const client = join(root, "src", "client");
const to = resolve(process.argv[2] ?? ".");

writeFromCatalog(root);

const build = mkdtempSync(join(tmpdir(), "bellhop-client-"));
try {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const options = ["--project", join(client, "tsconfig.build.json"), "--outDir", build];
  execFileSync(process.execPath, [tsc, ...options], { cwd: root, stdio: "inherit" });
  for (const name of ["outbox.sql", "outbox.prisma", "README.md"]) copyFileSync(join(client, name), join(build, name));
  copyFileSync(join(root, "LICENSE"), join(build, "LICENSE"));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const template = JSON.parse(readFileSync(join(client, "package.template.json"), "utf8"));
  const { name, ...rest } = template;
  writeFileSync(join(build, "package.json"), JSON.stringify({ name, version, ...rest }, null, 2));
  execFileSync("npm", ["pack", "--ignore-scripts", "--loglevel=error", "--pack-destination", to], {
    cwd: build,
    stdio: "inherit",
    env: { ...process.env, npm_config_update_notifier: "false" },
  });
} finally {
  rmSync(build, { recursive: true });
}
