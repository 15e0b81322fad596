import type { inferRouterOutputs } from "@trpc/server";
import { router } from "#trpc/init.ts";
import { accountRouter } from "#trpc/routers/account.ts";
import { apiKeysRouter } from "#trpc/routers/api-keys.ts";
import { auditRouter } from "#trpc/routers/audit.ts";
import { deliveriesRouter } from "#trpc/routers/deliveries.ts";
import { eraseRouter } from "#trpc/routers/erase.ts";
import { eventTypesRouter } from "#trpc/routers/event-types.ts";
import { eventsRouter } from "#trpc/routers/events.ts";
import { liveRouter } from "#trpc/routers/live.ts";
import { membersRouter } from "#trpc/routers/members.ts";
import { recoveriesRouter } from "#trpc/routers/recoveries.ts";
import { searchRouter } from "#trpc/routers/search.ts";
import { statsRouter } from "#trpc/routers/stats.ts";
import { storageRouter } from "#trpc/routers/storage.ts";
import { webhooksRouter } from "#trpc/routers/webhooks.ts";

export const appRouter = router({
  webhooks: webhooksRouter,
  deliveries: deliveriesRouter,
  recoveries: recoveriesRouter,
  events: eventsRouter,
  eventTypes: eventTypesRouter,
  apiKeys: apiKeysRouter,
  account: accountRouter,
  members: membersRouter,
  audit: auditRouter,
  erase: eraseRouter,
  search: searchRouter,
  stats: statsRouter,
  storage: storageRouter,
  live: liveRouter,
});

export type AppRouter = typeof appRouter;
export type RouterOutputs = inferRouterOutputs<AppRouter>;
