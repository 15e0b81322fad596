import type { PlatformTypes } from "#domain/event-types/platform-types.ts";
import { openApiDocument } from "#rest/openapi.ts";
import type { OperatorRoute } from "#rest/operator/operator-route.ts";

const TITLE = "Operator API";
const DESCRIPTION =
  "For the platform that runs Bellhop: tenants, their access and webhooks, event types, pauses. " +
  "Lists are newest first; pass nextCursor as cursor to go on.";
const KEY = "An operator key, made by npm run operator -- key: mok_…";

const TAGS = new Map([
  ["Tenants", "Businesses on the platform, with their limits and counts"],
  ["Access of a tenant", "API keys, and links into the dashboard"],
  ["Users of a tenant", "People who sign in by password"],
  ["Webhooks on behalf of a tenant", "The webhook routes of the tenant's API"],
  ["Webhooks across tenants", "Webhooks of all tenants, by health"],
  ["Pauses", "Stopping all sending, or that of a tenant, host or webhook, and what waits too long"],
  ["Event types", "Event types of the platform's own"],
  ["Operator", "Keys of the operator, and this document"],
]);

type Named = Record<string, Record<string, unknown>>;

/** Builds the OpenAPI document of the operator's routes alone, with the components that they use. */
export const operatorDocument = (routes: readonly OperatorRoute[], platform: PlatformTypes) => {
  const { info, paths: all, components, webhooks: _, ...rest } = openApiDocument(routes, platform);
  const own = new Set<string>(routes.map(({ path }) => path));
  const paths = Object.fromEntries(Object.entries(all).filter(([path]) => own.has(path)));
  const { securitySchemes, ...others } = components;
  const apiKey = { ...securitySchemes.apiKey, description: KEY };
  return {
    ...rest,
    info: { ...info, title: TITLE, description: DESCRIPTION },
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name, description: TAGS.get(name) ?? name })),
    paths,
    components: { securitySchemes: { apiKey }, ...usedBy(paths, others) },
  };
};

/** Keeps components that `paths` refers to, also through other components. */
const usedBy = (paths: unknown, components: Record<string, object>): Named => {
  const kept: Named = {};
  const waiting: unknown[] = [paths];
  while (waiting.length > 0) {
    for (const [, kind = "", name = ""] of JSON.stringify(waiting.pop()).matchAll(REFERENCE)) {
      const component = Object.entries(components[kind] ?? {}).find(([key]) => key === name)?.[1];
      const ofKind = kept[kind] ?? {};
      if (component === undefined || Object.hasOwn(ofKind, name)) continue;
      kept[kind] = { ...ofKind, [name]: component };
      waiting.push(component);
    }
  }
  return kept;
};

const REFERENCE = /"#\/components\/(\w+)\/([^"/]+)"/g;
