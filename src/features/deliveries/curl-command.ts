import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";

/** Headers that curl sets itself, or that belong to one connection. */
const LEFT_OUT = new Set(["host", "connection", "content-length", "accept-encoding"]);

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Builds a POSIX shell command that repeats the request with the same headers and bytes. */
export const curlCommand = ({ url, headers }: AttemptView["request"], body: string | null): string =>
  [
    `curl -X POST ${quote(url)}`,
    ...Object.entries(headers)
      .filter(([name]) => !LEFT_OUT.has(name.toLowerCase()))
      .map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-binary ${quote(body)}`]),
  ].join(" \\\n  ");
