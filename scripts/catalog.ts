import { join } from "node:path";
import { writeFromCatalog } from "#from-catalog/write-from-catalog.ts";

// `npm run catalog`: writes the client's types and docs/events.md and its translation from the event catalogue.
const written = writeFromCatalog(join(import.meta.dirname, ".."));
console.log(written.length > 0 ? `Wrote ${written.join(", ")}.` : "All files follow from the catalogue already.");
