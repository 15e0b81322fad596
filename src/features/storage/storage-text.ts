import type { StorageView } from "#domain/storage/storage.schema.ts";
import type { Translate } from "#features/translate.ts";

const MB = 1024 * 1024;

export type StorageText = { tone: "warn" | "bad"; title: string; about: string };

/** Warns about a tenant's storage; null while there is enough. */
export const storageText = ({ bytes, bytesMax, state }: StorageView, t: Translate<"storage">): StorageText | null => {
  if (state === "enough" || bytesMax === null) return null;
  const used = t("used", { used: Math.ceil(bytes / MB), max: Math.round(bytesMax / MB) });
  return state === "full"
    ? { tone: "bad", title: t("full"), about: `${used} ${t("ways")}` }
    : { tone: "warn", title: t("near"), about: `${used} ${t("whenFull")} ${t("ways")}` };
};
