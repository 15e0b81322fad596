import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { addressOf } from "#database/embedded/embedded-postgres.ts";
import type { PostgresHome } from "#database/embedded/postgres-home.ts";
import { freePort, program } from "#database/embedded/postgres-program.ts";
import { readPostmaster } from "#database/embedded/postmaster.ts";

/** Time for the changes that were made while the files were copied. */
const RECOVERY_SECONDS = 3_600;
const LOOK_MS = 50;

type RunCopy = {
  home: PostgresHome;
  cluster: string;
  /** Further settings, each as `name=value`. */
  settings?: readonly string[];
};

/** Runs a server on a copied cluster for the call, on a port of its own, and stops it in order. */
export const runCopy = async <T>(
  { home, cluster, settings = [] }: RunCopy,
  use: (url: string) => Promise<T>,
): Promise<T> => {
  const port = await freePort();
  const log = `${cluster}.log`;
  const all = [
    "listen_addresses=127.0.0.1",
    ...(process.platform === "win32" ? [] : ["unix_socket_directories=''"]),
    "cluster_name=bellhop_copy",
    "shared_buffers=32MB",
    "autovacuum=off",
    // Leaves little of the log of changes in the copy.
    "min_wal_size=32MB",
    ...settings,
  ];
  const options = [`-p ${port}`, ...all.map((setting) => `-c ${setting}`)].join(" ");
  const start = ["start", "--wait", `--timeout=${RECOVERY_SECONDS}`, "--silent", `--pgdata=${cluster}`, `--log=${log}`];
  try {
    const hasStarted = await program(home, "pg_ctl", [...start, `--options=${options}`]).then(
      () => true,
      () => false,
    );
    if (!hasStarted || !(await isReady(cluster))) {
      const tail = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-6).join("\n") : "no log";
      throw new Error(`The copy of the database did not start:\n${tail}`);
    }
    return await use(addressOf(home.home, port));
  } finally {
    await stopCopy(home, cluster);
    rmSync(log, { force: true });
  }
};

/** Waits until the copy is through the changes: pg_ctl returns already while they are made. */
const isReady = async (cluster: string): Promise<boolean> => {
  const until = performance.now() + RECOVERY_SECONDS * 1_000;
  while (performance.now() < until) {
    const postmaster = readPostmaster(cluster);
    if (!postmaster) return false;
    if (postmaster.isReady) return true;
    await pause(LOOK_MS);
  }
  return false;
};

const stopCopy = async (home: PostgresHome, cluster: string) => {
  const stop = ["stop", "--wait", `--timeout=${RECOVERY_SECONDS}`, "--silent", `--pgdata=${cluster}`, "--mode=fast"];
  // Fails where no server runs.
  await program(home, "pg_ctl", stop).catch(() => undefined);
  for (const name of ["postmaster.opts", "backup_label.old"]) rmSync(join(cluster, name), { force: true });
};

/** Removes a copy in a directory of its own. A server may still run on it, whose command was killed. */
export const removeCopy = async (home: PostgresHome, directory: string): Promise<void> => {
  if (!existsSync(directory)) return;
  await stopCopy(home, join(directory, "data"));
  rmSync(directory, { recursive: true, force: true });
};
