import { DomainError } from "#domain/errors.ts";
import { NEWEST_API_VERSION, placeOfVersion } from "#domain/event-types/api-version.schema.ts";

/** Time after an upgrade, or after the creation, in which an older version may be chosen. */
export const GO_BACK_HOURS = 72;

type Versioned = { apiVersion: string; createdAt: Date; upgradedAt: Date | null };

type UpgradeColumns = { upgradedFrom?: string; upgradedAt?: Date };

/**
 * Decides whether a webhook may change to a version. Newer versions are always allowed, older ones for 72 hours: receivers then
 * rely on the newer one. Throws `conflict` after that time. Deliveries keep the version they were fanned out with.
 *
 * @param wanted undefined = no change, null = the newest version
 */
export const changeApiVersion = (stored: Versioned, wanted: string | null | undefined, now: Date): UpgradeColumns => {
  const step =
    placeOfVersion(wanted === undefined ? stored.apiVersion : (wanted ?? NEWEST_API_VERSION)) -
    placeOfVersion(stored.apiVersion);
  if (step === 0) return {};
  if (step > 0) return { upgradedFrom: stored.apiVersion, upgradedAt: now };
  const until = goBackUntil(stored);
  if (now <= until) return {};
  throw new DomainError(
    "conflict",
    `This webhook has sent version ${stored.apiVersion} for more than ${GO_BACK_HOURS} hours, so it cannot go back to ${wanted}. ` +
      `Going back was possible until ${until.toISOString()}. Create another webhook if a receiver needs the older version.`,
    [],
    { reason: "version_too_old", values: { version: stored.apiVersion, wanted: String(wanted), hours: GO_BACK_HOURS } },
  );
};

export const goBackUntil = ({ createdAt, upgradedAt }: Versioned): Date =>
  new Date((upgradedAt ?? createdAt).getTime() + GO_BACK_HOURS * 3_600_000);
