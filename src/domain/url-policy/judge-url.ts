import type { AddressPolicy } from "#domain/url-policy/address-policy.ts";
import { checkUrl, localhostAddresses } from "#domain/url-policy/check-url.ts";
import { judgeAddresses } from "#domain/url-policy/judge-addresses.ts";
import { literalAddress } from "#domain/url-policy/literal-address.ts";

export type UrlVerdict = {
  url: string;
  verdict: "allow" | "reject_at_registration" | "block_at_delivery";
  code: string;
};

type Judge = { policy: AddressPolicy; resolve: (hostname: string) => Promise<{ addresses: string[] }> };

/** `resolvesTo` null = DNS lookup. A name without an address is `block_at_delivery`. */
export const judgeUrl = async (
  { policy, resolve }: Judge,
  url: string,
  resolvesTo: readonly string[] | null,
): Promise<UrlVerdict> => {
  const checked = checkUrl(url, policy, resolvesTo ?? []);
  if (!checked.ok) return { url, verdict: "reject_at_registration", code: checked.code };
  const addresses = await addressesOf({ policy, resolve }, checked.url.hostname, resolvesTo);
  if (addresses.length === 0) return { url, verdict: "block_at_delivery", code: "dns_no_address" };
  return judgeAddresses(addresses, policy) === "allow"
    ? { url, verdict: "allow", code: "ok" }
    : { url, verdict: "block_at_delivery", code: "blocked_address" };
};

const addressesOf = async (
  { policy, resolve }: Judge,
  hostname: string,
  resolvesTo: readonly string[] | null,
): Promise<readonly string[]> => {
  const literal = literalAddress(hostname);
  if (literal !== null) return [literal];
  if (hostname === "localhost") return localhostAddresses(policy);
  if (resolvesTo !== null) return resolvesTo;
  try {
    return (await resolve(hostname)).addresses;
  } catch {
    return [];
  }
};

/** Judges a line of JSON: `{"url","resolves_to"}`, an array or comma-separated. */
export const judgeUrlLine = async (judge: Judge, line: string): Promise<UrlVerdict> => {
  const input = parseLine(line);
  if (typeof input !== "object" || input === null || !("url" in input) || typeof input.url !== "string")
    return { url: line, verdict: "reject_at_registration", code: "bad_input" };
  const given = "resolves_to" in input ? input.resolves_to : null;
  if (given === null || given === undefined) return judgeUrl(judge, input.url, null);
  if (typeof given === "string") return judgeUrl(judge, input.url, splitAddresses(given));
  if (Array.isArray(given) && given.every((address) => typeof address === "string"))
    return judgeUrl(judge, input.url, given);
  return { url: input.url, verdict: "reject_at_registration", code: "bad_input" };
};

const parseLine = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};

export const splitAddresses = (text: string): string[] =>
  text
    .split(",")
    .map((address) => address.trim())
    .filter((address) => address !== "");
