import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import { checkUrl, localhostAddresses } from "#domain/url-policy/check-url.ts";
import { judgeAddresses } from "#domain/url-policy/judge-addresses.ts";
import { literalAddress } from "#domain/url-policy/literal-address.ts";
import { createDnsResolver } from "#server/http-client/resolve-host.ts";
import { readSettings } from "#supervisor/settings.ts";

type Answer = { url: string; verdict: "allow" | "reject_at_registration" | "block_at_delivery"; code: string };

const USAGE =
  'Usage: check-url <url> [--resolves-to ip,ip]\n       check-url --stdin   (one {"url","resolves_to"} a line)';

const fail = (line: string): never => {
  console.error(line);
  process.exit(2);
};

const settings = readSettings();
/** Only what was set on purpose: the demo's exemption for loopback would hide what a real installation answers. */
const policy = addressPolicy({
  allowNetworks: settings.allowsDemoNetworks ? [] : settings.WEBHOOK_ALLOW_NETWORKS,
  denyNetworks: settings.WEBHOOK_DENY_NETWORKS,
  baseUrl: settings.BASE_URL,
});
const resolve = createDnsResolver();

/**
 * Registration first, then the addresses as a delivery would judge them. Without `resolvesTo` a name is looked up; a name
 * without an address is `block_at_delivery`, because nothing is sent (there the attempt fails with `dns_error` and is
 * retried).
 */
const judge = async (url: string, resolvesTo: string[] | null): Promise<Answer> => {
  const checked = checkUrl(url, policy, resolvesTo ?? []);
  if (!checked.ok) return { url, verdict: "reject_at_registration", code: checked.code };
  const addresses = await addressesOf(checked.url.hostname, resolvesTo);
  if (addresses.length === 0) return { url, verdict: "block_at_delivery", code: "dns_no_address" };
  return judgeAddresses(addresses, policy) === "allow"
    ? { url, verdict: "allow", code: "ok" }
    : { url, verdict: "block_at_delivery", code: "blocked_address" };
};

const addressesOf = async (hostname: string, resolvesTo: string[] | null): Promise<string[]> => {
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

const splitAddresses = (text: string): string[] =>
  text
    .split(",")
    .map((address) => address.trim())
    .filter((address) => address !== "");

const judgeLine = async (line: string): Promise<Answer> => {
  const bad: Answer = { url: line, verdict: "reject_at_registration", code: "bad_input" };
  let input: unknown;
  try {
    input = JSON.parse(line);
  } catch {
    return bad;
  }
  if (typeof input !== "object" || input === null || !("url" in input) || typeof input.url !== "string") return bad;
  const given = "resolves_to" in input ? input.resolves_to : null;
  if (given === null || given === undefined) return judge(input.url, null);
  if (typeof given === "string") return judge(input.url, splitAddresses(given));
  if (Array.isArray(given) && given.every((address) => typeof address === "string")) return judge(input.url, given);
  return { ...bad, url: input.url };
};

const readArguments = () => {
  try {
    return parseArgs({
      options: { "resolves-to": { type: "string" }, stdin: { type: "boolean", default: false } },
      allowPositionals: true,
    });
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
};

/** ASCII only: a URL that somebody else made up is no command to the terminal that shows it. */
const print = (answer: Answer) =>
  console.log(
    JSON.stringify(answer).replace(
      /[\x7f-\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );

const { values, positionals } = readArguments();
const resolvesTo = values["resolves-to"];
if (values.stdin) {
  if (positionals.length > 0 || resolvesTo !== undefined) fail(`--stdin takes no URL and no --resolves-to\n${USAGE}`);
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== "") print(await judgeLine(line));
  }
} else {
  const [url, ...rest] = positionals;
  if (url === undefined || rest.length > 0) fail(`Give exactly one URL\n${USAGE}`);
  else print(await judge(url, resolvesTo === undefined ? null : splitAddresses(resolvesTo)));
}
