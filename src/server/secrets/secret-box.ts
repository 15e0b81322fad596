import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import type { SealContext, SecretBox } from "#domain/context.ts";

export type MasterKey = { id: string; key: Buffer };
/** An HMAC whose key is made anew costs five times as much (measured). */
type KnownKey = MasterKey & { hmacKey: KeyObject };

const AUTH_TAG_BYTES = 16;
const IV_BYTES = 12;
const CACHED_TEXTS_MAX = 20_000;
/** Bounds how long a process uses the old key after a rotation. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Seals with AES-256-GCM, one key per tenant (HKDF-SHA256 of a master key). The seal context is the additional data: a
 * ciphertext copied to another row, column or tenant does not open. Form: `v1.<key id>.<iv>.<ciphertext and tag>`.
 * `authTagLength` is set on both sides: Node otherwise accepts a tag of four bytes.
 *
 * @param reload returns changed keys, else null; called at most once a second, and for an unknown key id
 */
export const createSecretBox = (
  masterKeys: readonly MasterKey[],
  reload: () => readonly MasterKey[] | null = () => null,
): SecretBox => {
  let keys = nonEmpty(masterKeys);
  let looked = performance.now();
  const derived = new Map<string, Buffer>();
  const opened = new Map<string, string>();

  const lookAgain = () => {
    looked = performance.now();
    const changed = reload();
    if (!changed) return;
    keys = nonEmpty(changed);
    derived.clear();
    opened.clear();
  };
  /** Keys in use; the first key seals. */
  const current = () => {
    if (performance.now() - looked > LOOK_AGAIN_MS) lookAgain();
    return keys;
  };
  const find = (keyId: string | undefined) => {
    const known = current().find(({ id }) => id === keyId);
    if (known) return known;
    lookAgain();
    return keys.find(({ id }) => id === keyId);
  };

  const tenantKey = (master: MasterKey, tenantId: string) => {
    const name = `${master.id}\n${tenantId}`;
    const known = derived.get(name);
    if (known) return known;
    const key = Buffer.from(hkdfSync("sha256", master.key, tenantId, "bellhop/secret-box/v1", 32));
    if (derived.size > CACHED_TEXTS_MAX) derived.clear();
    derived.set(name, key);
    return key;
  };

  return {
    get keyIds() {
      const [writing, ...others] = current();
      return [writing.id, ...others.map(({ id }) => id)] as const;
    },

    seal: (text, context) => {
      const [writing] = current();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", tenantKey(writing, context.tenantId), iv, {
        authTagLength: AUTH_TAG_BYTES,
      });
      cipher.setAAD(place(writing.id, context));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `v1.${writing.id}.${iv.toString("base64url")}.${sealed.toString("base64url")}`;
    },

    open: (sealed, context, { isKept } = { isKept: true }) => {
      const name = `${context.tenantId}\n${context.table}\n${context.column}\n${context.rowId}\n${sealed}`;
      const known = opened.get(name);
      if (known !== undefined) return known;
      const [version, keyId, iv, body] = sealed.split(".");
      const master = find(keyId);
      if (version !== "v1" || !master || !iv || !body) throw new Error(`sealed with unknown key "${keyId}"`);
      const bytes = Buffer.from(body, "base64url");
      const decipher = createDecipheriv(
        "aes-256-gcm",
        tenantKey(master, context.tenantId),
        Buffer.from(iv, "base64url"),
        { authTagLength: AUTH_TAG_BYTES },
      );
      decipher.setAAD(place(master.id, context));
      decipher.setAuthTag(bytes.subarray(-AUTH_TAG_BYTES));
      const text = decipher.update(bytes.subarray(0, -AUTH_TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
      if (!isKept) return text;
      if (opened.size > CACHED_TEXTS_MAX) opened.clear();
      opened.set(name, text);
      return text;
    },

    fingerprints: (text) => {
      const fingerprint = ({ hmacKey }: KnownKey) =>
        createHmac("sha256", hmacKey).update(`fingerprint/v1\n${text}`).digest("hex");
      const [writing, ...others] = current();
      return [fingerprint(writing), ...others.map(fingerprint)];
    },
  };
};

const nonEmpty = (keys: readonly MasterKey[]): [KnownKey, ...KnownKey[]] => {
  const [writing, ...others] = keys.map((one) => ({ ...one, hmacKey: createSecretKey(one.key) }));
  if (!writing) throw new Error("MASTER_KEYS holds no key");
  return [writing, ...others];
};

const place = (keyId: string, { tenantId, table, column, rowId }: SealContext) =>
  Buffer.from(["v1", keyId, tenantId, table, column, rowId].join("|"));
