import { createHmac } from "node:crypto";
import type { Env } from "#env.ts";

/**
 * Roles of one database: `owner` migrates, `app` sees one tenant's rows, `engine` all rows. Roles may be
 * equal.
 */
export type DatabaseUrls = { owner: string; app: string; engine: string };

/** Returns null for an embedded database. */
export const externalUrls = ({
  DATABASE_URL,
  DATABASE_OWNER_URL,
  DATABASE_ENGINE_URL,
}: Pick<Env, "DATABASE_URL" | "DATABASE_OWNER_URL" | "DATABASE_ENGINE_URL">): DatabaseUrls | null =>
  DATABASE_URL
    ? { owner: DATABASE_OWNER_URL ?? DATABASE_URL, app: DATABASE_URL, engine: DATABASE_ENGINE_URL ?? DATABASE_URL }
    : null;

export const EMBEDDED_ROLES = { app: "bellhop_app", engine: "bellhop_engine" } as const;

/** Derives passwords from the owner's, one way. */
export const embeddedUrls = (ownerUrl: string): DatabaseUrls => ({
  owner: ownerUrl,
  app: addressOf(ownerUrl, EMBEDDED_ROLES.app),
  engine: addressOf(ownerUrl, EMBEDDED_ROLES.engine),
});

const addressOf = (ownerUrl: string, role: string): string => {
  const url = new URL(ownerUrl);
  url.password = createHmac("sha256", url.password).update(role).digest("base64url");
  url.username = role;
  return url.href;
};

export const isApart = ({ app, engine }: Pick<DatabaseUrls, "app" | "engine">): boolean => app !== engine;
