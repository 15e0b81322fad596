import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";

/** Headers that curl sets itself, or that belong to one connection. */
const LEFT_OUT = new Set(["host", "connection", "content-length", "accept-encoding"]);
const SIGNATURES = /^(webhook-(timestamp|signature)|x-.+-signature(-previous)?)$/i;

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

type Request = AttemptView["request"];

/** Builds a POSIX shell command that repeats the request with the same headers and bytes. */
export const curlCommand = ({ url, headers }: Request, body: string | null): string =>
  [
    `curl -X POST ${quote(url)}`,
    ...headersFor(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-binary ${quote(body)}`]),
  ].join(" \\\n  ");

/**
 * Builds a POSIX shell script that signs the request now, with the secret from the environment variable
 * `WEBHOOK_SECRET` (Standard Webhooks, and the hex signature over the body). Null without a body or an id.
 */
export const signingCurlCommand = ({ url, headers }: Request, body: string | null): string | null => {
  const id = Object.entries(headers).find(([name]) => name.toLowerCase() === "webhook-id")?.[1];
  if (body === null || id === undefined) return null;
  const hexName = Object.keys(headers).find((name) => /^x-.+-signature$/i.test(name));
  return [
    `ID=${quote(id)}`,
    "TS=$(date +%s)",
    `BODY=${quote(body)}`,
    `KEY=$(printf '%s' "\${WEBHOOK_SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')`,
    `SIG=$(printf '%s' "$ID.$TS.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)`,
    ...(hexName
      ? [`HEX=$(printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$WEBHOOK_SECRET" -r | cut -d' ' -f1)`]
      : []),
    [
      `curl -X POST ${quote(url)}`,
      ...headersFor(headers)
        .filter(([name]) => !SIGNATURES.test(name))
        .map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
      `-H "webhook-timestamp: $TS"`,
      `-H "webhook-signature: v1,$SIG"`,
      ...(hexName ? [`-H "${hexName}: $HEX"`] : []),
      `--data-binary "$BODY"`,
    ].join(" \\\n  "),
  ].join("\n");
};

const headersFor = (headers: Request["headers"]): [string, string][] =>
  Object.entries(headers).filter(([name]) => !LEFT_OUT.has(name.toLowerCase()));
