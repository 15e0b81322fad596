import { z } from "zod";
import { objectId, optionalWith } from "#domain/bounded.schema.ts";
import { cancelRecovery } from "#domain/recoveries/cancel-recovery.ts";
import { cancelWaitingDeliveries } from "#domain/recoveries/cancel-waiting-deliveries.ts";
import { getRecovery } from "#domain/recoveries/get-recovery.ts";
import { previewRecovery } from "#domain/recoveries/preview-recovery.ts";
import { recoverCount, recoverInput, recoveryView, startedRecovery } from "#domain/recoveries/recovery.schema.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { defineRoute, type Route } from "#rest/route.ts";

const idParams = z.object({ id: objectId.describe("ID of the webhook") });
const recoveryParams = idParams.extend({ rid: objectId.describe("ID of the recovery") });
const tag = "Webhooks";

export const recoverWebhookRoute = defineRoute({
  method: "POST",
  path: "/v1/tenant-admin/webhooks/{id}/recover",
  operationId: "recoverWebhook",
  tag,
  summary:
    "Resends the deliveries of a time range. A failed delivery gets one attempt, a canceled delivery its whole schedule. " +
    "includeMissing adds events that the webhook never got. dryRun only counts.",
  conflict: "A recovery of this webhook is running, or the webhook is off or was deleted.",
  scope: "deliveries:write",
  limit: "recover",
  answersWithoutData: true,
  input: {
    params: idParams,
    body: recoverInput.extend({ dryRun: optionalWith(z.boolean().describe("Only counts; sends nothing"), false) }),
  },
  status: 202,
  answer: startedRecovery,
  otherwise: { status: 200, answer: recoverCount, description: "With dryRun: how many there are. Nothing was sent." },
  handle: ({ deps, actor }, { params: { id }, body: { dryRun, ...asked } }) =>
    dryRun ? previewRecovery(deps, actor, { id, ...asked }) : startRecovery(deps, actor, { id, ...asked }),
});

export const getRecoveryRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/webhooks/{id}/recoveries/{rid}",
  operationId: "getRecovery",
  tag,
  summary: "Returns the progress of a recovery.",
  scope: "deliveries:read",
  input: { params: recoveryParams },
  status: 200,
  answer: recoveryView,
  handle: ({ deps, actor }, { params: { id, rid } }) => getRecovery(deps, actor, { id, recoveryId: rid }),
});

export const cancelRecoveryRoute = defineRoute({
  method: "DELETE",
  path: "/v1/tenant-admin/webhooks/{id}/recoveries/{rid}",
  operationId: "cancelRecovery",
  tag,
  summary: "Stops a recovery: it sends nothing more. If the recovery has ended, nothing changes.",
  scope: "deliveries:write",
  input: { params: recoveryParams },
  status: 200,
  answer: recoveryView,
  handle: ({ deps, actor }, { params: { id, rid } }) => cancelRecovery(deps, actor, { id, recoveryId: rid }),
});

export const cancelWaitingRoute = defineRoute({
  method: "POST",
  path: "/v1/tenant-admin/webhooks/{id}/cancel-waiting",
  operationId: "cancelWaiting",
  tag,
  summary:
    "Cancels the waiting deliveries of a webhook and a running recovery. The webhook stays on. Use recover to send the canceled deliveries.",
  scope: "deliveries:write",
  answersWithoutData: true,
  isRememberedAfter: true,
  input: { params: idParams },
  status: 200,
  answer: recoverCount,
  handle: ({ deps, actor }, { params }) => cancelWaitingDeliveries(deps, actor, params),
});

export const recoveryRoutes: readonly Route[] = [
  recoverWebhookRoute,
  cancelRecoveryRoute,
  getRecoveryRoute,
  cancelWaitingRoute,
];
