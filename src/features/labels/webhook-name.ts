import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

/** A URL in two parts, so that the important one can stand out: `hooks.example.com` and `/bellhop`. */
export const splitUrl = (url: string): { host: string; path: string } => {
  const [, host = url, path = ""] = /^https?:\/\/([^/?#]+)(.*)$/i.exec(url) ?? [];
  return { host, path: path === "/" ? "" : path };
};

const NAME_LENGTH_MAX = 40;

/** A webhook's name: its description, or its short address without the query, which may be a key. */
export const webhookName = ({ description, url }: Pick<WebhookView, "description" | "url">): string => {
  if (description) return description;
  const { host, path } = splitUrl(url.replace(/[?#].*$/, ""));
  const address = `${host}${path}`;
  return address.length > NAME_LENGTH_MAX ? `${address.slice(0, NAME_LENGTH_MAX)}…` : address;
};
