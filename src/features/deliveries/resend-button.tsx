"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { useNotify } from "#components/ui/toast.tsx";
import type { DeliveryDetailView } from "#domain/deliveries/delivery.schema.ts";
import { MANUAL_ATTEMPTS_MAX } from "#domain/deliveries/delivery.values.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Starts one more attempt. Hidden for test deliveries: send a new test instead. At the limit it shows the reason. */
export const ResendButton = ({ delivery }: { delivery: DeliveryDetailView }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const resend = useMutation(
    trpc.deliveries.resend.mutationOptions({
      onSuccess: () => {
        notify({ title: "On its way again", description: "The new attempt appears here by itself." });
        queryClient.invalidateQueries(trpc.deliveries.pathFilter());
      },
      onError: (error) => notify({ title: "It was not resent", description: errorText(error), bad: true }),
    }),
  );
  if (delivery.test) return null;
  if (delivery.resendsLeft === 0)
    return <p className="text-[0.8125rem] text-soft">{`Resent ${MANUAL_ATTEMPTS_MAX} times, which is the limit.`}</p>;
  return (
    <Button
      variant={delivery.status === "delivered" ? "secondary" : "primary"}
      icon={RotateCw}
      pending={resend.isPending}
      onClick={() => resend.mutate({ id: delivery.id })}
    >
      {delivery.status === "retrying" ? "Try now" : "Resend"}
    </Button>
  );
};
