import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { connectionEnv, requireProgram } from "#database/backup/postgres-client-program.ts";

afterEach(() => void vi.unstubAllEnvs());

const CA = join(import.meta.dirname, "..", "..", "tests", "fixtures", "test-only-database-ca.pem");
const needs = { atLeast: 15, why: "the server, which is PostgreSQL 15" };

/** Puts a program that says a version first in PATH; null = there is none. */
const installed = (version: string | null) => {
  const directory = mkdtempSync(join(tmpdir(), "bellhop-path-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  if (version !== null) {
    const text = `#!/bin/sh\necho "pg_dump (PostgreSQL) ${version}"\n`;
    writeFileSync(join(directory, "pg_dump"), text, { mode: 0o755 });
  }
  vi.stubEnv("PATH", directory);
};

describe.runIf(process.platform !== "win32")("pg_dump", () => {
  it.each([
    ["15.18 (Debian 15.18-0+deb12u1)", 15],
    ["18beta1", 18],
  ])("%s is taken", async (version, major) => {
    installed(version);
    expect(await requireProgram("pg_dump", needs)).toBe(major);
  });

  it("that is older than the server is refused with the package to install", async () => {
    installed("14.2");
    await expect(requireProgram("pg_dump", needs)).rejects.toThrow(
      /^pg_dump \(PostgreSQL\) 14\.2 is older than the server, which is PostgreSQL 15: install .*postgresql-client-15\)\.$/,
    );
  });

  it("that is missing is said to be missing", async () => {
    installed(null);
    await expect(requireProgram("pg_dump", needs)).rejects.toThrow(
      /^pg_dump is not in PATH: install .* PostgreSQL 15 or newer/,
    );
  });
});

it("address and TLS settings go into the environment, with the modes as pg means them", () => {
  const url = `postgresql://owner:p%40ss@db.example.com:5433/hooks?sslmode=require&sslrootcert=${CA}`;
  expect(connectionEnv(url)).toEqual({
    PGHOST: "db.example.com",
    PGPORT: "5433",
    PGUSER: "owner",
    PGDATABASE: "hooks",
    PGPASSWORD: "p@ss",
    PGSSLMODE: "verify-full",
    PGSSLROOTCERT: CA,
  });
});
