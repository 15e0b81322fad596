import { config } from "zod";

// Runs before page code. Zod otherwise tests `new Function` when the first schema is made; a strict content policy
// reports that even though Zod catches the error.
config({ jitless: true });
