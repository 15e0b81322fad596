import { DomainError } from "#domain/errors.ts";
import type { Prisma } from "#generated/prisma/client.ts";

type Asked = { tenantId: string; mode: string; id: string; url: string };

/** Throws `conflict` if another webhook of the mode has this URL in any spelling. Needs the tenant's lock. */
export const assertUrlFree = async (tx: Prisma.TransactionClient, asked: Asked): Promise<void> => {
  const other = await findUrlTwin(tx, asked);
  if (other)
    throw new DomainError(
      "conflict",
      `There is already a webhook with this URL: ${other.id}. Change that one, or delete it first.`,
      [{ path: "url", message: `webhook ${other.id} has this URL`, reason: "url_taken", values: { id: other.id } }],
      { reason: "url_taken", values: { id: other.id } },
    );
};

/** Finds another webhook than `id` of the mode that has this URL in any spelling. */
export const findUrlTwin = async (
  db: Pick<Prisma.TransactionClient, "webhookSubscription">,
  { tenantId, mode, id, url }: Asked,
): Promise<{ id: string; url: string; description: string } | undefined> => {
  const others = await db.webhookSubscription.findMany({
    select: { id: true, url: true, description: true },
    where: { tenantId, mode, deletedAt: null, id: { not: id } },
    orderBy: { id: "asc" },
  });
  const key = urlKey(url);
  return others.find((one) => urlKey(one.url) === key);
};

/** Unifies spellings: the WHATWG `href` without fragment and empty query. */
export const urlKey = (text: string): string => {
  const url = new URL(text);
  url.hash = "";
  if (url.search === "") url.search = "";
  return url.href;
};
