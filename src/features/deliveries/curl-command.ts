import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";

/** Set by curl itself, or true of one connection only. */
const LEFT_OUT = new Set(["host", "connection", "content-length", "accept-encoding"]);

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** A command for a POSIX shell that sends the same request again: same headers, same bytes. */
export const curlCommand = ({ url, headers }: AttemptView["request"], body: string | null): string =>
  [
    `curl -X POST ${quote(url)}`,
    ...Object.entries(headers)
      .filter(([name]) => !LEFT_OUT.has(name.toLowerCase()))
      .map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-binary ${quote(body)}`]),
  ].join(" \\\n  ");
