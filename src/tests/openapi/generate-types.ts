import { readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

// Writes types from an OpenAPI document: `generate-types.ts document.json api.d.ts`, with the defaults of openapi-typescript.

// The package prints through the compiler's API of TypeScript 5, which TypeScript 7 does not have.
registerHooks({
  resolve: (specifier, context, next) => next(specifier === "typescript" ? "typescript-with-api" : specifier, context),
});
const { default: openapiTS, astToString } = await import("openapi-typescript");
const [document = "", output = ""] = process.argv.slice(2);
writeFileSync(output, astToString(await openapiTS(JSON.parse(readFileSync(document, "utf8")))));
