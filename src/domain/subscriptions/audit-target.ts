/** A webhook as the audit log names it: by what people call it, else by its host. Its path and query may hold a key. */
export const auditTarget = ({ id, url, description }: { id: string; url: string; description: string }) => ({
  kind: "webhook" as const,
  id,
  name: description || (URL.canParse(url) ? new URL(url).host : null),
});
