"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { useNotify } from "#components/ui/toast.tsx";
import { useModeOf } from "#features/current-mode.ts";
import { webhookName } from "#features/labels/webhook-name.ts";
import { errorText } from "#features/request-error.ts";
import { draftOf, toChanges } from "#features/webhooks/webhook-draft.ts";
import { WebhookForm } from "#features/webhooks/webhook-form.tsx";
import { useTRPC } from "#trpc/client.tsx";

export const EditWebhook = ({ id }: { id: string }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const notify = useNotify();
  const webhook = useQuery(trpc.webhooks.get.queryOptions({ id }));
  useModeOf(webhook.data);
  const page = `/webhooks/${id}`;
  const update = useMutation(
    trpc.webhooks.update.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.webhooks.get.queryKey({ id }), saved);
        queryClient.invalidateQueries(trpc.webhooks.pathFilter());
        notify({ title: "Changes saved" });
        router.push(page);
      },
    }),
  );

  if (webhook.isPending) return <LoadingRows rows={5} />;
  if (webhook.isError) return <ErrorState message={errorText(webhook.error)} onRetry={() => webhook.refetch()} />;
  return (
    <>
      <PageHeader title="Edit webhook" back={{ href: page, label: webhookName(webhook.data) }} />
      <WebhookForm
        initial={draftOf(webhook.data)}
        error={update.error}
        pending={update.isPending}
        onSubmit={(draft) => update.mutate({ id, changes: toChanges(draft, webhook.data) })}
        onEdit={update.reset}
        submitLabel={update.isPending ? "Saving…" : "Save changes"}
        cancelHref={page}
        urlHint="A new address starts with a clean slate. Messages that are waiting go to the new one."
      />
    </>
  );
};
