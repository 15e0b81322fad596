import { useQuery } from "@tanstack/react-query";
import { allWebhooks } from "#features/webhooks/webhooks-input.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Tells by id whether a webhook is paused. */
export const usePausedWebhooks = (): ((id: string) => boolean) => {
  const trpc = useTRPC();
  const webhooks = useQuery(trpc.webhooks.list.queryOptions(allWebhooks));
  const paused = new Set(webhooks.data?.data.filter(({ health }) => health === "paused").map(({ id }) => id));
  return (id) => paused.has(id);
};
