// Runs before page code. Zod otherwise tests `new Function` when the first schema is made; a strict content policy
// reports that even though Zod catches the error. Zod reads this object: its own `config()` would load 7 KB on each page.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
