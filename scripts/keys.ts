import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

const keysSchema = z.object({
  EVENT_KEY: z.string().min(1),
  MASTER_KEYS: z.string().min(1),
  AUTH_SECRET: z.string().min(1),
});

/** The keys of one installation, as environment variables. */
export type Keys = z.infer<typeof keysSchema>;

const generators: { [Name in keyof Keys]: () => string } = {
  EVENT_KEY: () => `evk_${randomBytes(24).toString("hex")}`,
  MASTER_KEYS: () => `k1:${randomBytes(32).toString("base64")}`,
  AUTH_SECRET: () => randomBytes(32).toString("base64"),
};

type Options = {
  dataDir: string;
  /** The environment; what it names wins and is not written to the file. */
  source: Partial<Record<string, string>>;
  /** Whether an embedded database exists whose secrets were sealed with the file's master key. */
  hasData: boolean;
};

/**
 * The keys from the environment, else from DATA_DIR/keys.json (mode 0600), else new ones, which are written there.
 * Throws a line for people when the file does not fit, or is gone while the database it belongs to is still there.
 */
export const loadKeys = ({ dataDir, source, hasData }: Options): Keys => {
  const file = join(resolve(dataDir), "keys.json");
  const kept = readKeys(file);
  if (hasData && !kept?.MASTER_KEYS && !source.MASTER_KEYS) {
    throw new Error(
      `${file} is gone, and without its master key the database in ${resolve(dataDir)} cannot be read: ` +
        "put it back, or remove the whole directory to start over.",
    );
  }
  const wanted = Object.keys(generators) as (keyof Keys)[];
  const missing = wanted.filter((name) => !source[name] && !kept?.[name]);
  const keys = { ...kept, ...Object.fromEntries(missing.map((name) => [name, generators[name]()])) };
  if (missing.length > 0) writeKeys(file, keys);
  return keysSchema.parse(Object.fromEntries(wanted.map((name) => [name, source[name] || keys[name]])));
};

const readKeys = (file: string): Partial<Keys> | null => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const parsed = keysSchema.partial().safeParse(parseJson(text));
  if (!parsed.success)
    throw new Error(`${file} does not hold the keys that were written there: put it back as it was.`);
  return parsed.data;
};

const writeKeys = (file: string, keys: Partial<Keys>) => {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
