import { DomainError } from "#domain/errors.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Throws `conflict` naming the other webhook if the tenant has this URL already, in any spelling. The caller holds the tenant's
 * lock, so that concurrent calls look one after another. Duplicates from before the rule stay.
 */
export const assertUrlFree = async (
  tx: Prisma.TransactionClient,
  { tenantId, id, url }: { tenantId: string; id: string; url: string },
): Promise<void> => {
  const others = await tx.webhookSubscription.findMany({
    select: { id: true, url: true },
    where: { tenantId, deletedAt: null, id: { not: id } },
    orderBy: { id: "asc" },
  });
  const key = urlKey(url);
  const other = others.find((one) => urlKey(one.url) === key);
  if (other)
    throw new DomainError(
      "conflict",
      `There is already a webhook with this URL: ${other.id}. Change that one, or delete it first.`,
    );
};

/** Key that spellings of one URL share: the WHATWG `href` without a fragment and without an empty query. */
export const urlKey = (text: string): string => {
  const url = new URL(text);
  url.hash = "";
  if (url.search === "") url.search = "";
  return url.href;
};
