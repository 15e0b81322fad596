import { readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

// Writes types from OpenAPI documents, with the defaults of openapi-typescript: `generate-types.ts api operator` reads `api.json` and
// `operator.json`, and writes `api.d.ts` and `operator.d.ts`.

// The package prints through the compiler's API of TypeScript 5, which TypeScript 7 does not have.
registerHooks({
  resolve: (specifier, context, next) => next(specifier === "typescript" ? "typescript-with-api" : specifier, context),
});
const { default: openapiTS, astToString } = await import("openapi-typescript");
for (const name of process.argv.slice(2))
  writeFileSync(`${name}.d.ts`, astToString(await openapiTS(JSON.parse(readFileSync(`${name}.json`, "utf8")))));
