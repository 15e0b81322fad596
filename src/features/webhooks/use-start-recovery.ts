import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNotify } from "#components/ui/toast.tsx";
import { countOf } from "#features/count-text.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Starts a recovery and confirms it. The caller shows errors. */
export const useStartRecovery = (onStarted: () => void = () => {}) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  return useMutation(
    trpc.recoveries.start.mutationOptions({
      onSuccess: ({ count }) => {
        notify({ title: `Sending ${countOf(count, "message")} again`, description: "You can watch it on this page." });
        onStarted();
      },
      onSettled: () => {
        for (const filter of [trpc.recoveries.pathFilter(), trpc.webhooks.pathFilter(), trpc.deliveries.pathFilter()]) {
          queryClient.invalidateQueries(filter);
        }
      },
    }),
  );
};
