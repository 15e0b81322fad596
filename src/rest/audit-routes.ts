import { listAuditInput } from "#domain/audit/audit.schema.ts";
import { listAudit } from "#domain/audit/list-audit.ts";
import { eraseInput, eraseView } from "#domain/erase/erase.schema.ts";
import { eraseData, previewErasure } from "#domain/erase/erase-data.ts";
import { auditPage } from "#rest/components.ts";
import { defineRoute, type Route } from "#rest/route.ts";

const tag = "Privacy and audit";

export const listAuditRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/audit",
  operationId: "listAudit",
  tag,
  summary: "Lists who changed which webhook, delivery, key or session, and from where, newest first.",
  scope: "webhooks:read",
  input: { query: listAuditInput },
  status: 200,
  answer: auditPage,
  handle: ({ deps, actor }, { query }) => listAudit(deps, actor, query),
});

export const eraseRoute = defineRoute({
  method: "POST",
  path: "/v1/tenant-admin/erase",
  operationId: "erase",
  tag,
  summary:
    "Erases the data of one customer or one event for good and cancels its waiting deliveries. A record of what was sent, and " +
    "when, stays. While done is false, erasing continues in the background and count is a minimum. dryRun only counts. A tenant " +
    "can run one erasure at a time.",
  scope: "events:write",
  limit: "erase",
  answersWithoutData: true,
  bodyNamesObject: true,
  isRememberedAfter: true,
  input: { body: eraseInput },
  status: 200,
  answer: eraseView,
  handle: ({ deps, actor }, { body: { dryRun, ...target } }) =>
    dryRun ? previewErasure(deps, actor, target) : eraseData(deps, actor, target),
});

export const auditRoutes: readonly Route[] = [listAuditRoute, eraseRoute];
