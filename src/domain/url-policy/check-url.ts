import { type AddressPolicy, isLetThrough } from "#domain/url-policy/address-policy.ts";
import { literalAddress } from "#domain/url-policy/literal-address.ts";
import { specialUseSuffix } from "#domain/url-policy/special-use-names.ts";

/**
 * Refusal for people and logs: do not branch on `code`. `byAddresses`: allowed if the name resolves only into
 * networks that the operator allows.
 */
export type UrlRefusal = { ok: false; code: string; message: string; byAddresses: boolean };

const URL_LENGTH_MAX = 2_048;
const HOST_LENGTH_MAX = 253;
/** Values of `URL.port`: empty for 443. */
const PORTS_ALLOWED = ["", "8443"];

/**
 * Checks the typed text, then the parsed URL: parsers read `https:/\127.1`, tabs in the host and full-width digits differently. Allowed
 * hosts may use http: and any port. `judgeAddresses` checks addresses at every attempt.
 */
export const checkUrl = (
  raw: string,
  policy: AddressPolicy,
  addresses: readonly string[] = [],
): { ok: true; url: URL } | UrlRefusal => {
  const authority = /^https?:\/\/([^/?]*)/i.exec(raw)?.[1];
  const broken = brokenCharacters(raw) ?? brokenStart(raw, authority ?? "");
  if (broken) return broken;

  const url = parse(raw);
  if (!url) return refuse("unparseable", "This is not a valid URL: check the host name and the port.");
  if (policy.ownHosts.includes(url.hostname.replace(/\.$/, ""))) {
    return refuse("own_host", "This is the address of this service itself: enter the address of the receiver.");
  }
  const leadsInside = addresses.length > 0 && addresses.every((address) => isLetThrough(address, policy));
  if (leadsInside || isExempt(url.hostname, policy)) return { ok: true, url };
  const notPublic = brokenPublicUrl(url, hostOf(authority ?? ""));
  if (!notPublic) return { ok: true, url };
  const mayLeadInside = policy.allowNetworks.length > 0 && literalAddress(url.hostname) === null;
  return { ...notPublic, byAddresses: mayLeadInside };
};

const brokenPublicUrl = (url: URL, typedHost: string): UrlRefusal | null => {
  if (url.protocol !== "https:") return refuse("scheme", "The URL must start with https://.");
  const brokenName = brokenHost(url.hostname, typedHost);
  if (brokenName) return brokenName;
  if (!PORTS_ALLOWED.includes(url.port)) {
    return refuse("port", `Port ${url.port} is not allowed: use 443 (the default) or 8443.`);
  }
  return null;
};

const refuse = (code: string, message: string): UrlRefusal => ({
  ok: false,
  code,
  message,
  byAddresses: false,
});

const brokenCharacters = (raw: string): UrlRefusal | null => {
  if (raw === "") return refuse("empty", "Enter the URL of the receiver, starting with https://.");
  if (raw.length > URL_LENGTH_MAX) {
    return refuse("too_long", `The URL has ${raw.length} characters: at most ${URL_LENGTH_MAX} are allowed.`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\x00-\x20\x7f-\x9f\u00a0]/.test(raw)) {
    return refuse("whitespace_or_control", "The URL holds a space, a line break or a control character: remove it.");
  }
  if (/[^\x21-\x7e]/.test(raw)) {
    return refuse(
      "non_ascii",
      "The URL holds a character outside ASCII: write the host in punycode (xn--…) and the path percent-encoded.",
    );
  }
  if (raw.includes("\\")) return refuse("backslash", "The URL holds a backslash: use / instead.");
  if (/[<>"]/.test(raw)) return refuse("forbidden_char", 'The URL holds one of < > ": percent-encode it.');
  if (raw.includes("#")) return refuse("fragment", "The URL holds a #fragment, which is never sent: remove it.");
  return null;
};

const brokenStart = (raw: string, authority: string): UrlRefusal | null => {
  if (!/^https?:\/\//i.test(raw)) {
    return /^[a-z][a-z0-9+.-]*:/i.test(raw)
      ? refuse("scheme", "The URL must start with https:// (two slashes).")
      : refuse("not_absolute", "Write the whole URL, starting with https://.");
  }
  if (authority === "") return refuse("no_host", "The URL has no host after https://.");
  if (authority.includes("@")) {
    return refuse("credentials", "The URL holds a user name or password (@): use a custom header instead.");
  }
  if (authority.includes("%")) {
    return refuse("percent_in_host", "The host holds a percent sign: write the host name as it is.");
  }
  return null;
};

const parse = (raw: string): URL | null => {
  try {
    return new URL(raw);
  } catch {
    return null;
  }
};

const hostOf = (authority: string): string => authority.replace(/:\d*$/, "").toLowerCase();

const isExempt = (hostname: string, policy: AddressPolicy): boolean => {
  if (hostname === "localhost") return localhostAddresses(policy).length > 0;
  const literal = literalAddress(hostname);
  return literal !== null && isLetThrough(literal, policy);
};

export const localhostAddresses = (policy: AddressPolicy): string[] =>
  ["127.0.0.1", "::1"].filter((address) => isLetThrough(address, policy));

const brokenHost = (hostname: string, typed: string): UrlRefusal | null => {
  if (literalAddress(hostname) !== null) {
    return refuse("ip_literal", "The host is an IP address: use a host name that has a certificate.");
  }
  if (hostname.length > HOST_LENGTH_MAX) {
    return refuse("host_too_long", `The host name is longer than ${HOST_LENGTH_MAX} characters.`);
  }
  if (hostname.endsWith(".")) return refuse("trailing_dot", "The host name ends in a dot: remove it.");
  const suffix = specialUseSuffix(hostname);
  if (suffix !== null) {
    return refuse("special_use_name", `Names that end in ".${suffix}" are not on the public internet.`);
  }
  const labels = hostname.split(".");
  if (labels.length < 2) {
    return refuse("not_fqdn", "The host is a single word: use a full name such as hooks.example.com.");
  }
  // RFC 1123, section 2.1. Runtimes parse the empty A-label "xn--" differently.
  if (hostname !== typed || !labels.every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label))) {
    return refuse(
      "bad_label",
      "Each part of the host name may hold letters, digits and inner hyphens only, at most 63 characters.",
    );
  }
  // RFC 1123 section 2.1, RFC 3696 section 2: alphabetic, or an A-label.
  if (!/^([a-z]{2,}|xn--[a-z0-9-]+)$/.test(labels.at(-1) ?? "")) {
    return refuse("bad_tld", "The host name does not end in a top-level domain such as .com.");
  }
  return null;
};
