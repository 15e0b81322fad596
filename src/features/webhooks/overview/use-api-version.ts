import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useNotify } from "#components/ui/notify.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Changes the API version of a webhook, and says which one it has now. */
export const useApiVersion = (id: string) => {
  const t = useTranslations("webhooks.version");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  return useMutation(
    trpc.webhooks.update.mutationOptions({
      onSuccess: (webhook) => {
        queryClient.setQueryData(trpc.webhooks.get.queryKey({ id }), webhook);
        queryClient.invalidateQueries(trpc.webhooks.pathFilter());
        notify({ title: t("changed", { version: webhook.apiVersion }) });
      },
      onError: (error) => notify({ title: t("failed"), description: errorText(error), bad: true }),
    }),
  );
};
