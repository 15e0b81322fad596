import type { StorageView } from "#domain/storage/storage.schema.ts";
import { countText } from "#features/count-text.ts";

const MB = 1024 * 1024;

export type StorageText = { tone: "warn" | "bad"; title: string; about: string };

/** Warns about a tenant's storage; null while there is enough. */
export const storageText = ({ bytes, bytesMax, state }: StorageView): StorageText | null => {
  if (state === "enough") return null;
  const used = `Your event data uses ${countText(Math.ceil(bytes / MB))} of ${countText(Math.round(bytesMax / MB))} MB.`;
  const ways = "Old data is deleted automatically. To make room now, erase data under Events, or ask for more storage.";
  return state === "full"
    ? { tone: "bad", title: "Storage full: new events are rejected", about: `${used} ${ways}` }
    : {
        tone: "warn",
        title: "Storage almost full",
        about: `${used} When it is full, new events are rejected. ${ways}`,
      };
};
