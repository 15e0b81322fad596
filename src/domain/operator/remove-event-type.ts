import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { eventFamilies, familyOfName } from "#domain/event-types/event-families.ts";
import { noEventType } from "#domain/operator/event-type-rows.ts";
import { lockEventTypes, lockSubscribing } from "#domain/operator/lock-event-types.ts";
import type { OperatorActor } from "#domain/operator/operator-deps.ts";
import { recordOperatorAudit } from "#domain/operator/record-operator-audit.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Ends a platform type: new events of it are refused, stored ones are still delivered. Its versions are kept, and its name can be used
 * again. Throws `not_found`, and `conflict` while webhooks are subscribed to it by name, or to its family of which it is the last type,
 * also under concurrent calls.
 */
export const removeEventType = async (
  deps: Pick<Deps, "db" | "clock" | "publish" | "platformTypes">,
  actor: OperatorActor,
  { name }: { name: string },
): Promise<void> => {
  const now = deps.clock();
  await deps.db.$transaction(async (tx) => {
    await lockSubscribing(tx);
    await lockEventTypes(tx);
    const { count } = await tx.platformEventType.updateMany({
      data: { removedAt: now, updatedAt: now },
      where: { name, removedAt: null },
    });
    if (count === 0) throw noEventType(name);
    await assertNoSubscribers(tx, name);
    const target = { kind: "event_type", id: name } as const;
    await recordOperatorAudit(tx, actor, [{ action: "event_type.deleted", target }], deps);
  });
  deps.platformTypes.forget();
  deps.publish({ channel: "types" });
};

const assertNoSubscribers = async (tx: Prisma.TransactionClient, name: string): Promise<void> => {
  const family = familyOfName(name);
  const left = await tx.platformEventType.findMany({ select: { name: true }, where: { removedAt: null } });
  const isFamilyKept =
    Object.hasOwn(eventFamilies, family) || left.some((other) => familyOfName(other.name) === family);
  const names = isFamilyKept ? [name] : [name, `${family}.*`];
  const where = { deletedAt: null, events: { hasSome: names } };
  const webhooks = await tx.webhookSubscription.count({ where });
  if (webhooks === 0) return;
  const [first] = await tx.webhookSubscription.findMany({
    select: { id: true, tenantId: true },
    where,
    orderBy: { id: "asc" },
    take: 1,
  });
  const example = first ? `, the first is ${first.id} of the tenant ${first.tenantId}` : "";
  throw new DomainError(
    "conflict",
    `Webhooks subscribed to ${names.join(" or ")}: ${webhooks}${example}. Change their events first.`,
  );
};
