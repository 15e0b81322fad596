import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNotify } from "#components/ui/toast.tsx";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Changes the API version of a webhook, and says which one it has now. */
export const useApiVersion = (id: string) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  return useMutation(
    trpc.webhooks.update.mutationOptions({
      onSuccess: (webhook) => {
        queryClient.setQueryData(trpc.webhooks.get.queryKey({ id }), webhook);
        queryClient.invalidateQueries(trpc.webhooks.pathFilter());
        notify({ title: `New events go out in version ${webhook.apiVersion}` });
      },
      onError: (error) => notify({ title: "The version was not changed", description: errorText(error), bad: true }),
    }),
  );
};
