/** The webhook, tenant and host that an attempt counts against. `host` holds the port: many tenants may send to one host. */
export type Place = { subscriptionId: string; tenantId: string; host: string };

/** SQL that equals `hostOf`, for a column that holds a URL. */
export const hostSql = (url: string) => `lower(substring(${url} FROM '://([^/?#]+)'))`;

export const hostOf = (url: string): string => /:\/\/([^/?#]+)/.exec(url)?.[1]?.toLowerCase() ?? "";
