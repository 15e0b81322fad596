import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { useNotify } from "#components/ui/toast.tsx";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Sends a probe to a paused webhook. Live updates show the result. */
export const TryNowButton = ({ webhookId }: { webhookId: string }) => {
  const tryNow = useTryNow(webhookId);
  return (
    <Button variant="primary" icon={Play} pending={tryNow.isPending} onClick={() => tryNow.mutate({ id: webhookId })}>
      Try now
    </Button>
  );
};

const useTryNow = (id: string) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  return useMutation(
    trpc.webhooks.tryNow.mutationOptions({
      onSuccess: (webhook) => {
        queryClient.setQueryData(trpc.webhooks.get.queryKey({ id }), webhook);
        notify({
          title: "Trying now",
          description: "If it gets through, the others follow by themselves.",
          begun: true,
        });
      },
      onError: (error) => notify({ title: "It was not tried", description: errorText(error), bad: true }),
      onSettled: () => {
        queryClient.invalidateQueries(trpc.webhooks.pathFilter());
        queryClient.invalidateQueries(trpc.deliveries.pathFilter());
      },
    }),
  );
};
