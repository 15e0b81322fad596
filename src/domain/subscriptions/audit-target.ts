import { shownUrl } from "#domain/shown-url.ts";

/** A webhook as the audit log names it: by what people call it, else by what may be shown of its URL. */
export const auditTarget = ({ id, url, description }: { id: string; url: string; description: string }) => ({
  kind: "webhook" as const,
  id,
  name: description || shownUrl(url),
});
