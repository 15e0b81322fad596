import { expect, it } from "vitest";
import { isPackageFile, isProjectFile } from "#supervisor/production/production-files.ts";

it.each([
  ["src/web/main.ts", true],
  ["src/generated/prisma/.schema-hash", true],
  [".next/server/app/page.js", true],
  [".next/source-hash", true],
  ["src/tests", false],
  ["src/env.test.ts", false],
  ["src/features/home/home.test.tsx", false],
  [".next/cache", false],
  [".next/trace-build", false],
  [".next/server/app/page.js.map", false],
])("of the project, %s is for production: %s", (path, isFor) => expect(isProjectFile(path)).toBe(isFor));

it.each([
  ["pg", "lib/index.js", true],
  ["pg", "LICENSE.md", true],
  ["pg", "README.md", false],
  ["pg", "lib/index.d.ts", false],
  ["zod", "src/index.ts", false],
  ["@opentelemetry/api", "build/src/index.js", true],
  ["@opentelemetry/api", "build/esm", false],
  ["pg", "lib/index.js.map", false],
  ["pg", "node_modules", false],
  ["next", "dist/server/next.js", true],
  ["next", "dist/esm", false],
  ["next", "dist/compiled/next-server/app-page-turbo.runtime.prod.js", true],
  ["next", "dist/compiled/next-server/app-page-turbo.runtime.dev.js", false],
  ["@prisma/client", "runtime/query_compiler_fast_bg.postgresql.wasm-base64.mjs", true],
  ["@prisma/client", "runtime/query_compiler_fast_bg.mysql.wasm-base64.mjs", false],
])("of the package %s, %s is for production: %s", (name, path, isFor) => expect(isPackageFile(name, path)).toBe(isFor));
