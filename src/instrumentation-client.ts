import { config } from "zod";

// Runs before any code of a page. Zod otherwise probes whether it may make functions from text as soon as a schema is
// made, which a strict content policy reports although the error is caught.
config({ jitless: true });
