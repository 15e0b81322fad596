import { readFileSync } from "node:fs";
import { z } from "zod";
import { type NetworkRule, parseNetworks } from "#domain/url-policy/networks.ts";

const DURATION_UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Parses `500ms`, `30s`, `5m`, `24h` into milliseconds. */
export const duration = (bounds: { minMs: number; maxMs: number; hint: string }) =>
  z
    .string()
    .regex(/^\d+(ms|s|m|h)$/, "write a number and a unit, like 500ms, 30s, 5m or 24h")
    .transform((text) => {
      const [, amount = "0", unit = "ms"] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
      return Number(amount) * DURATION_UNITS[unit as keyof typeof DURATION_UNITS];
    })
    .refine((ms) => ms >= bounds.minMs && ms <= bounds.maxMs, `use a time ${bounds.hint}`);

/** Parses `03:30` into minutes of the day, and `off` into null. */
export const timeOfDay = z
  .string()
  .regex(/^(off|([01]\d|2[0-3]):[0-5]\d)$/, "use a time of day in UTC such as 03:30, or off")
  .transform((text) => (text === "off" ? null : Number(text.slice(0, 2)) * 60 + Number(text.slice(3))));

export const flag = z
  .enum(["0", "1", "true", "false"], "use 1 or 0")
  .transform((text) => text === "1" || text === "true");

export const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, "use a PostgreSQL address such as postgresql://user:password@host:5432/database");

export const networks = z.string().transform((text, context): NetworkRule[] => {
  const parsed = parseNetworks(text);
  if (parsed.ok) return parsed.networks;
  context.addIssue({
    code: "custom",
    message: `"${parsed.bad}" is not a network; use a list such as 10.0.0.0/8,::1/128`,
  });
  return z.NEVER;
});

export const egressProxy = z
  .string()
  .refine(
    (text) => /^https?:\/\/[^/?#\s]+\/?$/.test(text) && URL.canParse(text) && !/%(?![2-7][\da-f])/i.test(text),
    "use the address of an HTTP proxy such as http://proxy.example.com:3128",
  )
  .transform((text) => new URL(text));

/** Parses `id:base64(32 bytes)`, comma-separated. The first key seals. */
export const masterKeys = z.string().transform((text, context) => {
  const keys = text.split(",").map((entry) => {
    const [id = "", encoded = ""] = entry.trim().split(/:(.*)/s);
    return { id, key: Buffer.from(encoded, "base64") };
  });
  const isUnique = new Set(keys.map(({ id }) => id)).size === keys.length;
  if (isUnique && keys.every(({ id, key }) => /^[A-Za-z0-9_-]{1,32}$/.test(id) && key.length === 32)) return keys;
  context.addIssue({
    code: "custom",
    message: "use id:base64 of 32 bytes, comma-separated, each id once; make one with: openssl rand -base64 32",
  });
  return z.NEVER;
});

export const count = (min: number, max: number) => {
  const hint = `use a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, hint)
    .transform(Number)
    .refine((number) => number >= min && number <= max, hint);
};

export const smtpUrl = z
  .string()
  .refine(
    (text) => /^smtps?:\/\/[^/]/.test(text) && URL.canParse(text) && !/%(?![\da-f]{2})/i.test(text),
    "use a mail server's address such as smtp://user:password@mail.example.com:587, or smtps:// for port 465",
  );

export const sender = z
  .string()
  .regex(
    /^(?:[^\p{Cc}<>@,;:"]*<[^\s\p{Cc}<>@,;:"]+@[^\s\p{Cc}<>@,;"]+>|[^\s\p{Cc}<>@,;:"]+@[^\s\p{Cc}<>@,;"]+)$/u,
    "use an address such as hooks@example.com, or a name and an address: Bellhop <hooks@example.com>",
  );

/** Public Ed25519 key (RFC 8037). Refuses `d`, the private part. */
const publicKey = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string().regex(/^[\w-]{43}$/),
  kid: z.string().min(1),
  d: z.never({ error: "holds a private key" }).optional(),
});

export const publicKeys = z.string().transform((text, context) => {
  const refuse = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  let json: string;
  try {
    json = text.trimStart().startsWith("{") ? text : readFileSync(text, "utf8");
  } catch {
    return refuse(`the file ${text} cannot be read; give a JSON Web Key Set or the path of one`);
  }
  const parsed = z.object({ keys: z.array(publicKey).min(1) }).safeParse(parseJson(json));
  if (parsed.success) return parsed.data;
  if (parsed.error.issues.some(({ path }) => path.at(-1) === "d"))
    return refuse(
      "holds a private key (d): give only the public part, and make a new key pair, since this private key is exposed",
    );
  return refuse('use {"keys":[{"kty":"OKP","crv":"Ed25519","kid":"…","x":"…"}]}, the public keys of the platform');
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Refuses wildcards, which would let in the owner of any subdomain. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\/[a-z\d.:[\]-]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;

export const origins = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((entry) => entry.trim())
      .filter(Boolean),
  )
  .refine(
    (list) => list.every(isOrigin),
    "use origins without a path or a slash at the end, such as https://app.example.com",
  );

/** Comma-separated. All are valid at once, so a key can be replaced without a gap. */
export const eventKeys = z
  .string()
  .transform((text) => text.split(",").map((key) => key.trim()))
  .refine((keys) => keys.every(Boolean), "use keys with a comma between them, none empty");
