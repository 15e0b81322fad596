import { useQueries } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { Mode } from "#domain/mode.schema.ts";
import { webhookName } from "#features/labels/webhook-name.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Returns a lookup from the ids of webhooks of these modes to their display names. */
export const useWebhookNames = (...modes: readonly Mode[]): ((id: string) => string) => {
  const t = useTranslations("labels");
  const names = new Map(useAllWebhooks(modes).map((webhook) => [webhook.id, webhookName(webhook)]));
  return (id) => names.get(id) ?? t("deletedWebhook");
};

/** Returns a lookup that tells whether a webhook is paused until its receiver answers. */
export const usePausedWebhooks = (mode: Mode): ((id: string) => boolean) => {
  const paused = new Set(useAllWebhooks([mode]).flatMap(({ id, health }) => (health === "paused" ? id : [])));
  return (id) => paused.has(id);
};

const useAllWebhooks = (modes: readonly Mode[]) => {
  const trpc = useTRPC();
  const queries = modes.map((mode) => trpc.webhooks.list.queryOptions(allWebhooks(mode)));
  return useQueries({ queries }).flatMap(({ data }) => data?.data ?? []);
};
