import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const attributes = readFileSync(join(root, ".gitattributes"), "utf8").split("\n");

it("a checkout has LF line ends, also when git is set to CRLF", () => {
  expect(attributes).toContain("* text=auto eol=lf");
});

it.skipIf(!existsSync(join(root, ".git")))("no committed file has CRLF, and every binary file type is named", () => {
  const listed = execFileSync("git", ["ls-files", "--eol", "-z"], { cwd: root, encoding: "utf8" });
  const files = listed.split("\0").flatMap((line) => {
    const [, kind, path] = /^i\/(\S*)\s.*\t(.*)$/s.exec(line) ?? [];
    return kind && path ? [{ kind, path }] : [];
  });
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter(({ kind }) => kind === "crlf" || kind === "mixed")).toEqual([]);
  const binary = files.filter(({ kind }) => kind === "-text").map(({ path }) => `*${/\.\w+$/.exec(path)?.[0]} binary`);
  for (const rule of new Set(binary)) expect(attributes).toContain(rule);
});
