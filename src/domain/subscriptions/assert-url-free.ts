import { DomainError } from "#domain/errors.ts";
import type { Prisma } from "#generated/prisma/client.ts";

type Place = { tenantId: string; mode: string };
type Known = { id: string; url: string; description: string };
type Asked = { id: string; url: string };

/** Reads the webhooks of a mode, oldest first. */
export const readUrls = (
  db: Pick<Prisma.TransactionClient, "webhookSubscription">,
  { tenantId, mode }: Place,
): Promise<Known[]> =>
  db.webhookSubscription.findMany({
    select: { id: true, url: true, description: true },
    where: { tenantId, mode, deletedAt: null },
    orderBy: { id: "asc" },
  });

/** Throws `conflict` if another webhook has this URL in any spelling. Read them under the tenant's lock. */
export const assertUrlFree = (known: readonly Known[], asked: Asked): void => {
  const other = findUrlTwin(known, asked);
  if (other)
    throw new DomainError(
      "conflict",
      `There is already a webhook with this URL: ${other.id}. Change that one, or delete it first.`,
      [{ path: "url", message: `webhook ${other.id} has this URL`, reason: "url_taken", values: { id: other.id } }],
      { reason: "url_taken", values: { id: other.id } },
    );
};

/** Finds another webhook than `id` that has this URL in any spelling. */
export const findUrlTwin = (known: readonly Known[], { id, url }: Asked): Known | undefined => {
  const key = urlKey(url);
  return known.find((one) => one.id !== id && urlKey(one.url) === key);
};

/** Unifies spellings: the WHATWG `href` without fragment and empty query. */
export const urlKey = (text: string): string => {
  const url = new URL(text);
  url.hash = "";
  if (url.search === "") url.search = "";
  return url.href;
};
