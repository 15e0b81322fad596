import { isDeepStrictEqual } from "node:util";
import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { getEventType } from "#domain/operator/get-event-type.ts";
import {
  assertCompatible,
  assertNameFree,
  type EarlierVersion,
  judgeEventType,
} from "#domain/operator/judge-event-type.ts";
import { lockEventTypes } from "#domain/operator/lock-event-types.ts";
import type { OperatorActor } from "#domain/operator/operator-deps.ts";
import type { OperatorEventTypeView, PutEventTypeInput } from "#domain/operator/operator-event-type.schema.ts";
import { recordOperatorAudit } from "#domain/operator/record-operator-audit.ts";
import type { CheckData } from "#domain/platform-types/check-data.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/** Names of the platform, removed ones included: their events stay in logs and figures. */
export const EVENT_TYPES_MAX = 500;
const VERSIONS_KEPT = 100;

export type PutEventTypeResult = OperatorEventTypeView & { created: boolean };

/**
 * Creates a platform type or makes a new version of it. The process uses it from then on, others within five seconds. A repeat of the
 * same content makes no version. Throws `invalid` with each path; `conflict` for a built-in name, for a change that breaks receivers
 * of earlier versions unless it is forced, and at `EVENT_TYPES_MAX`.
 */
export const putEventType = async (
  deps: Pick<Deps, "db" | "sql" | "clock" | "publish" | "platformTypes">,
  actor: OperatorActor,
  { name, isForced, ...input }: PutEventTypeInput & { name: string; isForced: boolean },
): Promise<PutEventTypeResult> => {
  assertNameFree(name);
  const check = judgeEventType(input);
  const now = deps.clock();
  const outcome = await deps.db.$transaction(async (tx) => {
    await lockEventTypes(tx);
    const stored = await tx.platformEventType.findUnique({ where: { name } });
    const known = stored && !stored.removedAt ? stored : null;
    if (known && (await isSame(tx, known, input))) return { isChanged: false, created: false, version: known.version };
    if (!stored) await assertBelowLimit(tx);
    const isBroken = known ? await breaks(() => earlierVersions(tx, known), { input, check, isForced }) : false;
    const version = (stored?.version ?? 0) + 1;
    const compatibleFrom = known && !isBroken ? known.compatibleFrom : version;
    const row = { version, compatibleFrom, updatedAt: now, removedAt: null };
    await tx.platformEventType.upsert({
      where: { name },
      create: { name, createdAt: now, ...row },
      update: known ? row : { createdAt: now, ...row },
    });
    await tx.platformEventTypeVersion.create({ data: { name, version, createdAt: now, ...columnsOf(input) } });
    await tx.platformEventTypeVersion.deleteMany({ where: { name, version: { lte: version - VERSIONS_KEPT } } });
    const target = { kind: "event_type", id: name, name: input.title } as const;
    const entry = { action: "event_type.put", target, details: { version, isForced: isBroken } } as const;
    await recordOperatorAudit(tx, actor, [entry], deps);
    return { isChanged: true, created: !known, version };
  });
  if (outcome.isChanged) {
    deps.platformTypes.forget();
    deps.publish({ channel: "types" });
  }
  const { created } = outcome;
  return { ...(await getEventType(deps, { name, version: outcome.version })), created };
};

type Known = { name: string; version: number; compatibleFrom: number };

/** PostgreSQL keeps the JSON text, and Prisma types it as any JSON. */
const columnsOf = ({ schema, sample, ...texts }: PutEventTypeInput) => ({
  ...texts,
  schema: schema as Prisma.InputJsonObject,
  sample: sample as Prisma.InputJsonObject,
});

const isSame = async (
  tx: Prisma.TransactionClient,
  { name, version }: Known,
  input: PutEventTypeInput,
): Promise<boolean> => {
  const { title, description, schema, sample, resourceIdField } = await tx.platformEventTypeVersion.findUniqueOrThrow({
    where: { name_version: { name, version } },
  });
  return isDeepStrictEqual({ title, description, schema, sample, resourceIdField }, input);
};

const earlierVersions = async (
  tx: Prisma.TransactionClient,
  { name, compatibleFrom }: Known,
): Promise<EarlierVersion[]> => {
  const rows = await tx.platformEventTypeVersion.findMany({
    select: { version: true, sample: true, resourceIdField: true },
    where: { name, version: { gte: compatibleFrom } },
    orderBy: { version: "desc" },
  });
  return rows.map(({ sample, ...row }) => ({ ...row, sample: sample as EarlierVersion["sample"] }));
};

/** Returns whether a forced change breaks receivers. Throws `conflict` for one that is not forced. */
const breaks = async (
  readEarlier: () => Promise<EarlierVersion[]>,
  { input, check, isForced }: { input: PutEventTypeInput; check: CheckData; isForced: boolean },
): Promise<boolean> => {
  try {
    assertCompatible(input, check, await readEarlier());
    return false;
  } catch (error) {
    if (isForced && error instanceof DomainError) return true;
    throw error;
  }
};

const assertBelowLimit = async (tx: Prisma.TransactionClient): Promise<void> => {
  if ((await tx.platformEventType.count()) >= EVENT_TYPES_MAX)
    throw new DomainError(
      "conflict",
      `The platform has ${EVENT_TYPES_MAX} event types, removed ones included. Use a name again instead of a new one.`,
    );
};
