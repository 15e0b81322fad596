import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { SealContext, SecretBox } from "#domain/context.ts";

export type MasterKey = { id: string; key: Buffer };

const AUTH_TAG_BYTES = 16;
const IV_BYTES = 12;
const CACHED_TEXTS_MAX = 20_000;

/**
 * AES-256-GCM with a key per tenant (HKDF-SHA256 of a master key) and the place of the text as additional data, so that
 * a ciphertext copied to another row, column or tenant does not open. Form: `v1.<key id>.<iv>.<ciphertext and tag>`.
 * `authTagLength` is given on both sides: without it Node accepts a tag of four bytes.
 */
export const createSecretBox = (masterKeys: readonly MasterKey[]): SecretBox => {
  const [writing] = masterKeys;
  if (!writing) throw new Error("MASTER_KEYS holds no key");
  const derived = new Map<string, Buffer>();
  const opened = new Map<string, string>();

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
    seal: (text, context) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", tenantKey(writing, context.tenantId), iv, {
        authTagLength: AUTH_TAG_BYTES,
      });
      cipher.setAAD(place(writing.id, context));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `v1.${writing.id}.${iv.toString("base64url")}.${sealed.toString("base64url")}`;
    },

    open: (sealed, context) => {
      const name = `${context.tenantId}\n${context.table}\n${context.column}\n${context.rowId}\n${sealed}`;
      const known = opened.get(name);
      if (known !== undefined) return known;
      const [version, keyId, iv, body] = sealed.split(".");
      const master = masterKeys.find(({ id }) => id === keyId);
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
      if (opened.size > CACHED_TEXTS_MAX) opened.clear();
      opened.set(name, text);
      return text;
    },

    fingerprints: (text) => {
      const fingerprint = ({ key }: MasterKey) =>
        createHmac("sha256", key).update(`fingerprint/v1\n${text}`).digest("hex");
      return [fingerprint(writing), ...masterKeys.slice(1).map(fingerprint)];
    },
  };
};

const place = (keyId: string, { tenantId, table, column, rowId }: SealContext) =>
  Buffer.from(["v1", keyId, tenantId, table, column, rowId].join("|"));
