import { randomBytes } from "node:crypto";

/** Makes an id such as apt_3f9a1c7d4b2e8a60. */
export const newId = (prefix: "apt" | "cus" | "pay" | "ser" | "stf" | "svc"): string =>
  `${prefix}_${randomBytes(8).toString("hex")}`;
