import { shownUrl } from "#domain/shown-url.ts";

export const auditTarget = ({ id, url, description }: { id: string; url: string; description: string }) => ({
  kind: "webhook" as const,
  id,
  name: description || shownUrl(url),
});
