import { useQuery } from "@tanstack/react-query";
import { webhookName } from "#features/webhooks/webhook-name.ts";
import { allWebhooks } from "#features/webhooks/webhooks-input.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Names of the webhooks by id. */
export const useWebhookNames = (): ((id: string) => string) => {
  const trpc = useTRPC();
  const webhooks = useQuery(trpc.webhooks.list.queryOptions(allWebhooks));
  const names = new Map(webhooks.data?.data.map((webhook) => [webhook.id, webhookName(webhook)]));
  return (id) => names.get(id) ?? "deleted webhook";
};
