import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const demoFile = z.object({
  tenants: z.array(z.object({ id: z.string(), name: z.string(), email: z.string(), password: z.string() })).min(1),
});

/** Reads the first demo salon. Null = no demo data in this directory. */
export const readDemoSalon = async (dataDir: string) => {
  try {
    return demoFile.parse(JSON.parse(await readFile(join(dataDir, "demo.json"), "utf8"))).tenants[0] ?? null;
  } catch {
    return null;
  }
};
