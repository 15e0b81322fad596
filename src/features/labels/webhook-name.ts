import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

/** Splits a URL to emphasize the host: `hooks.example.com` and `/bellhop`. */
export const splitUrl = (url: string): { host: string; path: string } => {
  const [, host = url, path = ""] = /^https?:\/\/([^/?#]+)(.*)$/i.exec(url) ?? [];
  return { host, path: path === "/" ? "" : path };
};

const NAME_LENGTH_MAX = 40;

/** Uses the description, or the short URL without its query, which may contain a key. */
export const webhookName = ({ description, url }: Pick<WebhookView, "description" | "url">): string => {
  if (description) return description;
  const { host, path } = splitUrl(url.replace(/[?#].*$/, ""));
  const address = `${host}${path}`;
  return address.length > NAME_LENGTH_MAX ? `${address.slice(0, NAME_LENGTH_MAX)}…` : address;
};
