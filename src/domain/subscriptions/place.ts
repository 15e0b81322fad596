/** `host` includes the port. Several tenants may share a host. */
export type Place = { subscriptionId: string; tenantId: string; host: string };

/** SQL equivalent of `hostOf`. */
export const hostSql = (url: string) => `lower(substring(${url} FROM '://([^/?#]+)'))`;

export const hostOf = (url: string): string => /:\/\/([^/?#]+)/.exec(url)?.[1]?.toLowerCase() ?? "";
