import { subscribingProblem } from "#domain/event-types/check-event-name.ts";
import type { PlatformTypes } from "#domain/event-types/platform-types.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Lets removals of platform types wait until the transaction ends. Without names of the platform in `events` it costs no statement.
 *
 * @param platform copy in memory, which may be seconds old
 * @returns the copy without types that were removed since
 */
export const holdEventTypes = async (
  tx: Pick<Prisma.TransactionClient, "$queryRaw">,
  events: readonly string[],
  platform: PlatformTypes,
): Promise<PlatformTypes> => {
  if (events.every((name) => subscribingProblem(name) === null)) return platform;
  const rows = await tx.$queryRaw<{ name: string }[]>`SELECT name FROM hold_event_types() AS name`;
  const held = new Set(rows.map(({ name }) => name));
  return { ...platform, byName: new Map([...platform.byName].filter(([name]) => held.has(name))) };
};
