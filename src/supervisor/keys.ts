import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

const keysSchema = z.object({
  EVENT_KEY: z.string().min(1),
  MASTER_KEYS: z.string().min(1),
  AUTH_SECRET: z.string().min(1),
});

/** Keys of one installation, by environment variable. EVENT_KEYS replaces EVENT_KEY. */
export type Keys = Partial<z.infer<typeof keysSchema>>;

type KeyName = keyof z.infer<typeof keysSchema>;

const generators: { [Name in KeyName]: () => string } = {
  EVENT_KEY: () => `evk_${randomBytes(24).toString("hex")}`,
  MASTER_KEYS: () => newMasterKey("k1"),
  AUTH_SECRET: () => randomBytes(32).toString("base64"),
};

type Options = {
  dataDir: string;
  /** Wins over the file and is not written to it. */
  source: Partial<Record<string, string>>;
  /** Tells whether the file's master key sealed a database. */
  hasData: boolean;
};

/**
 * Takes keys from the environment, else from DATA_DIR/keys.json (mode 0600), else writes new ones there.
 * Throws when the file is invalid, or is missing although its database exists.
 */
export const loadKeys = ({ dataDir, source, hasData }: Options): Keys => {
  const file = keysFile(dataDir);
  const kept = readKeys(file);
  if (hasData && !kept?.MASTER_KEYS && !source.MASTER_KEYS) {
    throw new Error(
      `${file} is gone, and without its master key the database in ${resolve(dataDir)} cannot be read: ` +
        "put it back, or remove the whole directory to start over.",
    );
  }
  const missing = unsetKeys(source).filter((name) => !kept?.[name]);
  const keys = { ...kept, ...Object.fromEntries(missing.map((name) => [name, generators[name]()])) };
  if (missing.length > 0) writeKeys(file, keys);
  return { ...pickKeys(source), ...pickKeys(keys, unsetKeys(source)) };
};

/**
 * Takes keys from the environment, else, with a warning, from an older keys.json. Generates none, since other
 * processes would not have it. The caller checks what is missing.
 */
export const loadSharedKeys = (
  { dataDir, source }: Pick<Options, "dataDir" | "source">,
  warn: (line: string) => void = () => {},
): Keys => {
  const file = keysFile(dataDir);
  const kept = pickKeys(readKeys(file) ?? {}, unsetKeys(source));
  const names = Object.keys(kept);
  if (names.length > 0)
    warn(
      `Using ${names.join(", ")} from ${file}. With DATABASE_URL set them in the environment: every process needs the same.`,
    );
  return { ...pickKeys(source), ...kept };
};

const KEY_NAMES = Object.keys(generators) as KeyName[];

const unsetKeys = (source: Options["source"]): KeyName[] =>
  KEY_NAMES.filter((name) => !source[name] && !(name === "EVENT_KEY" && source.EVENT_KEYS));

const pickKeys = (source: Options["source"], names: readonly KeyName[] = KEY_NAMES): Keys =>
  Object.fromEntries(names.filter((name) => source[name]).map((name) => [name, source[name]]));

export const keysFile = (dataDir: string): string => join(resolve(dataDir), "keys.json");

/** Puts a new key first. Running processes notice it themselves. */
export const addMasterKey = (dataDir: string): string => {
  const keys = keptKeys(dataDir);
  const taken = masterKeyIds(keys.MASTER_KEYS);
  const id = nextKeyId(taken);
  writeKeys(keysFile(dataDir), { ...keys, MASTER_KEYS: `${newMasterKey(id)},${keys.MASTER_KEYS}` });
  return id;
};

/** Removes an old master key. The first one, which seals, stays. */
export const dropMasterKey = (dataDir: string, id: string): void => {
  const keys = keptKeys(dataDir);
  const [writing = "", ...others] = keys.MASTER_KEYS.split(",");
  const left = others.filter((entry) => !entry.trim().startsWith(`${id}:`));
  if (left.length === others.length) throw new Error(`There is no old key "${id}" in ${keysFile(dataDir)}.`);
  writeKeys(keysFile(dataDir), { ...keys, MASTER_KEYS: [writing, ...left].join(",") });
};

export const nextKeyId = (taken: readonly string[]): string =>
  `k${Math.max(0, ...taken.map((id) => Number(/^k(\d+)$/.exec(id)?.[1] ?? 0))) + 1}`;

export const newMasterKey = (id: string): string => `${id}:${randomBytes(32).toString("base64")}`;

const masterKeyIds = (text: string): string[] => text.split(",").map((entry) => entry.trim().split(":")[0] ?? "");

const keptKeys = (dataDir: string): Keys & { MASTER_KEYS: string } => {
  const file = keysFile(dataDir);
  const keys = readKeys(file);
  if (!keys?.MASTER_KEYS) throw new Error(`${file} holds no master key: run npm start first, which generates it.`);
  return { ...keys, MASTER_KEYS: keys.MASTER_KEYS };
};

const readKeys = (file: string): Keys | null => {
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

const writeKeys = (file: string, keys: Keys) => {
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
