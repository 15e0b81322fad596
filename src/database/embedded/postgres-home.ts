import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { readPostmaster } from "./postmaster.ts";

/** Undefined = our own user. */
export type ServerUser = { uid: number; gid: number } | undefined;

/** `home` holds the cluster, its password and its log. */
export type PostgresHome = { home: string; binaries: string; user: ServerUser };

type Options = { dataDir: string; binaries: PostgresBinaries; log: (line: string) => void };

/** Fallback when the server's user cannot enter the data directory, such as below /root. */
const SYSTEM_DIRECTORY = "/var/lib/bellhop";

/**
 * Chooses a user and a directory, since PostgreSQL refuses root. If that user cannot enter the data
 * directory, `DATA_DIR/postgres` links to /var/lib/bellhop.
 */
export const preparePostgresHome = ({ dataDir, binaries, log }: Options): PostgresHome => {
  const home = join(resolve(dataDir), "postgres");
  mkdirSync(resolve(dataDir), { recursive: true });
  if (process.getuid?.() !== 0) {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    return { home, binaries: binaries.root, user: undefined };
  }
  const user = ownerOf(join(home, "data")) ?? unprivilegedUser();
  return { home: placeHome(home, user, log), binaries: placeBinaries(binaries, user, log), user };
};

const placeHome = (home: string, user: NonNullable<ServerUser>, log: (line: string) => void): string => {
  const elsewhere = join(SYSTEM_DIRECTORY, createHash("sha256").update(home).digest("hex").slice(0, 16));
  if (lstatSync(home, { throwIfNoEntry: false })?.isSymbolicLink()) return makeOwned(elsewhere, user);
  makeOwned(home, user);
  if (canUse(user, home)) return home;
  rmSync(home, { recursive: true });
  setAside(elsewhere, log);
  makeOwned(elsewhere, user);
  symlinkSync(elsewhere, home);
  log(`PostgreSQL cannot run as root and uid ${user.uid} cannot enter ${home}: its data is kept in ${elsewhere}.`);
  return elsewhere;
};

/** Moves away data whose data directory and keys were removed. */
const setAside = (directory: string, log: (line: string) => void) => {
  if (!existsSync(directory)) return;
  const running = readPostmaster(join(directory, "data"));
  if (running) process.kill(running.pid, "SIGINT");
  rmSync(`${directory}.removed`, { recursive: true, force: true });
  renameSync(directory, `${directory}.removed`);
  log(`The data directory was removed since the last start: its old database is now ${directory}.removed.`);
};

const placeBinaries = (
  { root, version }: PostgresBinaries,
  user: NonNullable<ServerUser>,
  log: (line: string) => void,
): string => {
  if (canUse(user, join(root, "share")) && canUse(user, join(root, "lib"))) return root;
  const copy = join(SYSTEM_DIRECTORY, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  mkdirSync(dirname(copy), { recursive: true });
  cpSync(root, unfinished, { recursive: true, verbatimSymlinks: true });
  spawnSync("chmod", ["-R", "a+rX", unfinished]);
  renameSync(unfinished, copy);
  log(`uid ${user.uid} cannot enter ${root}: PostgreSQL's programs were copied to ${copy}.`);
  return copy;
};

const makeOwned = (directory: string, user: NonNullable<ServerUser>): string => {
  mkdirSync(directory, { recursive: true });
  if (statSync(directory).uid !== user.uid) chownSync(directory, user.uid, user.gid);
  return directory;
};

/** Asks the kernel by entering and listing the directory. */
const canUse = (user: NonNullable<ServerUser>, directory: string): boolean =>
  spawnSync("sh", ["-c", 'cd "$0" && ls . >/dev/null', directory], { ...user, cwd: "/", stdio: "ignore" }).status === 0;

const ownerOf = (directory: string): ServerUser => {
  const stats = statSync(directory, { throwIfNoEntry: false });
  return stats && stats.uid !== 0 ? { uid: stats.uid, gid: stats.gid } : undefined;
};

const unprivilegedUser = (): NonNullable<ServerUser> => {
  const existing = lookUp("postgres") ?? lookUp("bellhop");
  if (existing) return existing;
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false", "bellhop"]);
  const found = lookUp("bellhop") ?? lookUp("nobody");
  if (found) return found;
  throw new Error(
    "PostgreSQL cannot run as root and no other user was found: add one named bellhop, or set DATABASE_URL.",
  );
};

const lookUp = (name: string): ServerUser => {
  const ask = (flag: string) => Number.parseInt(spawnSync("id", [flag, name], { encoding: "utf8" }).stdout, 10);
  const [uid, gid] = [ask("-u"), ask("-g")];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
};
