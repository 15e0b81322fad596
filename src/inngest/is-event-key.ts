import { hash, timingSafeEqual } from "node:crypto";

/** Compares all keys in constant time, so that timing reveals nothing. */
export const isEventKey = (givenKey: string, eventKeys: readonly string[]): boolean => {
  const given = digest(givenKey);
  return eventKeys.map((key) => timingSafeEqual(given, digest(key))).includes(true);
};

const digest = (text: string) => hash("sha256", text, "buffer");
