import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a key is one of the installation's. All are compared, each in constant time: the time tells nothing about them. */
export const isEventKey = (givenKey: string, eventKeys: readonly string[]): boolean => {
  const given = digest(givenKey);
  return eventKeys.map((key) => timingSafeEqual(given, digest(key))).includes(true);
};

const digest = (text: string) => createHash("sha256").update(text).digest();
