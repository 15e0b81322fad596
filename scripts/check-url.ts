import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import { judgeUrl, judgeUrlLine, splitAddresses, type UrlVerdict } from "#domain/url-policy/judge-url.ts";
import { createDnsResolver } from "#server/http-client/resolve-host.ts";
import { readSettings } from "#supervisor/settings.ts";

// `npm run check-url`: prints as JSON why a URL may or may not be registered.

const USAGE =
  'Usage: check-url <url> [--resolves-to ip,ip]\n       check-url --stdin   (one {"url","resolves_to"} a line)';

const fail = (line: string): never => {
  console.error(`${line}\n${USAGE}`);
  process.exit(2);
};

const readArguments = () => {
  try {
    const options = { "resolves-to": { type: "string" }, stdin: { type: "boolean", default: false } } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
};

/** Escapes all but ASCII, so that a foreign URL cannot send commands to the terminal. */
const print = (verdict: UrlVerdict) =>
  console.log(
    JSON.stringify(verdict).replace(
      /[\x7f-\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );

const settings = readSettings();
// Ignores the demo's exemption for loopback, which a real installation does not have.
const allowNetworks = settings.allowsDemoNetworks ? [] : settings.WEBHOOK_ALLOW_NETWORKS;
const policy = addressPolicy({
  allowNetworks,
  denyNetworks: settings.WEBHOOK_DENY_NETWORKS,
  baseUrl: settings.BASE_URL,
});
const judge = { policy, resolve: createDnsResolver() };
const { values, positionals } = readArguments();
const resolvesTo = values["resolves-to"];
if (values.stdin) {
  if (positionals.length > 0 || resolvesTo !== undefined) fail("--stdin takes no URL and no --resolves-to");
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== "") print(await judgeUrlLine(judge, line));
  }
} else {
  const [url, ...rest] = positionals;
  if (url === undefined || rest.length > 0) fail("Give exactly one URL");
  else print(await judgeUrl(judge, url, resolvesTo === undefined ? null : splitAddresses(resolvesTo)));
}
