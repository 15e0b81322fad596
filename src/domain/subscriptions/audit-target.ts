import { shownUrl } from "#domain/shown-url.ts";

/** Names a webhook in the audit log by its description, else by the part of its URL that may be shown. */
export const auditTarget = ({ id, url, description }: { id: string; url: string; description: string }) => ({
  kind: "webhook" as const,
  id,
  name: description || shownUrl(url),
});
