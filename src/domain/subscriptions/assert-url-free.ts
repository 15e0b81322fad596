import { DomainError } from "#domain/errors.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Throws `conflict` naming the other webhook when the tenant has this URL already, in whatever spelling. The tenant's lock must
 * be held, so that concurrent calls look one after another. Duplicates of earlier days stay.
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

/** Equal for two spellings of one URL: its WHATWG `href` without a fragment and without an empty query. */
export const urlKey = (text: string): string => {
  const url = new URL(text);
  url.hash = "";
  if (url.search === "") url.search = "";
  return url.href;
};
