import { useQuery } from "@tanstack/react-query";
import { webhookName } from "#features/labels/webhook-name.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Returns a lookup from webhook id to display name. */
export const useWebhookNames = (): ((id: string) => string) => {
  const names = new Map(useAllWebhooks().map((webhook) => [webhook.id, webhookName(webhook)]));
  return (id) => names.get(id) ?? "deleted webhook";
};

/** Returns a lookup that tells whether a webhook is paused until its receiver answers. */
export const usePausedWebhooks = (): ((id: string) => boolean) => {
  const paused = new Set(useAllWebhooks().flatMap(({ id, health }) => (health === "paused" ? id : [])));
  return (id) => paused.has(id);
};

const useAllWebhooks = () => {
  const trpc = useTRPC();
  return useQuery(trpc.webhooks.list.queryOptions(allWebhooks)).data?.data ?? [];
};
