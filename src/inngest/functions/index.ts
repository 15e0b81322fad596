import type { DispatchAhead } from "#engine/dispatch/dispatch-ahead.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { InngestClient } from "#inngest/client.ts";
import { createAcceptEvents } from "#inngest/functions/accept-events.ts";
import { createDeliver } from "#inngest/functions/deliver.ts";
import { createDeliverBacklog } from "#inngest/functions/deliver-backlog.ts";
import { createDispatchEvents } from "#inngest/functions/dispatch-events.ts";
import { createErase } from "#inngest/functions/erase.ts";
import { createMeasureStorage } from "#inngest/functions/measure-storage.ts";
import { createRecover } from "#inngest/functions/recover.ts";
import { createRemoveTenants } from "#inngest/functions/remove-tenants.ts";
import { createRetention } from "#inngest/functions/retention.ts";
import { createSendEmails } from "#inngest/functions/send-emails.ts";
import { createSweep, type SendAgain } from "#inngest/functions/sweep.ts";

/** @param sendAgain announces rows that a real Inngest lost; the embedded runner reads rows and needs none */
export const createFunctions = (
  inngest: InngestClient,
  deps: EngineDeps,
  { sendAgain, ahead }: { sendAgain?: SendAgain; ahead?: DispatchAhead } = {},
) => [
  ...createAcceptEvents(inngest, deps),
  createDispatchEvents(inngest, deps, ahead),
  createDeliver(inngest, deps),
  createDeliverBacklog(inngest, deps),
  createRecover(inngest, deps),
  createSweep(inngest, deps, sendAgain),
  createRetention(inngest, deps),
  createErase(inngest, deps),
  createRemoveTenants(inngest, deps),
  createSendEmails(inngest, deps),
  createMeasureStorage(inngest, deps),
];
