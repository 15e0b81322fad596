import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useNotify } from "#components/ui/notify.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

export const useSetActive = (id: string) => {
  const t = useTranslations("webhooks.danger");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  return useMutation(
    trpc.webhooks.update.mutationOptions({
      onSuccess: (webhook) => {
        queryClient.setQueryData(trpc.webhooks.get.queryKey({ id }), webhook);
        queryClient.invalidateQueries(trpc.webhooks.pathFilter());
        queryClient.invalidateQueries(trpc.deliveries.pathFilter());
        notify({ title: webhook.active ? t("isOn") : t("isOff") });
      },
      onError: (error) => notify({ title: t("failed"), description: errorText(error), bad: true }),
    }),
  );
};
