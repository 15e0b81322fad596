import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Sends a probe to a paused webhook. Live updates show the result. */
export const TryNowButton = ({ webhookId }: { webhookId: string }) => {
  const t = useTranslations("playground.test.tryNow");
  const tryNow = useTryNow(webhookId);
  return (
    <Button variant="primary" icon={Play} pending={tryNow.isPending} onClick={() => tryNow.mutate({ id: webhookId })}>
      {t("label")}
    </Button>
  );
};

const useTryNow = (id: string) => {
  const t = useTranslations("playground.test.tryNow");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  return useMutation(
    trpc.webhooks.tryNow.mutationOptions({
      onSuccess: (webhook) => {
        queryClient.setQueryData(trpc.webhooks.get.queryKey({ id }), webhook);
        notify({
          title: t("begun"),
          description: t("begunAbout"),
          begun: true,
        });
      },
      onError: (error) => notify({ title: t("failed"), description: errorText(error), bad: true }),
      onSettled: () => {
        queryClient.invalidateQueries(trpc.webhooks.pathFilter());
        queryClient.invalidateQueries(trpc.deliveries.pathFilter());
      },
    }),
  );
};
