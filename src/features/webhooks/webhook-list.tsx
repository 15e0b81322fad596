"use client";

import { useQuery } from "@tanstack/react-query";
import { FlaskConical, Plus, Webhook } from "lucide-react";
import { ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { AdminOnly } from "#features/auth/role.tsx";
import { useMode } from "#features/current-mode.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { StorageNotice } from "#features/storage/storage-notice.tsx";
import { WebhookRow } from "#features/webhooks/webhook-row.tsx";
import { useTRPC } from "#trpc/client.tsx";

const STEPS = ["Paste the address of the program that should know", "Choose what it should hear about", "Send a test"];

export const WebhookList = () => {
  const trpc = useTRPC();
  const mode = useMode();
  const webhooks = useQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode)));
  const isEmpty = webhooks.data?.data.length === 0;
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="Tell other programs when something happens in your salon, the moment it happens."
        actions={
          !isEmpty && (
            <AdminOnly>
              <ButtonLink href="/webhooks/new" variant="primary" icon={Plus}>
                New webhook
              </ButtonLink>
            </AdminOnly>
          )
        }
      />
      <StorageNotice />
      <Card flush>
        {webhooks.isPending ? (
          <LoadingRows />
        ) : webhooks.isError ? (
          <ErrorState message={errorText(webhooks.error)} onRetry={() => webhooks.refetch()} />
        ) : isEmpty ? (
          <AdminOnly
            instead={
              <EmptyState icon={Webhook} title="No webhooks yet">
                An admin of your business can connect a program here. What it is sent appears in the log.
              </EmptyState>
            }
          >
            {mode === "test" ? <FirstTestWebhook /> : <FirstWebhook />}
          </AdminOnly>
        ) : (
          <ul className="divide-y divide-line">
            {webhooks.data.data.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} />
            ))}
          </ul>
        )}
      </Card>
    </>
  );
};

const FirstTestWebhook = () => (
  <EmptyState
    icon={FlaskConical}
    title="No test webhooks yet"
    action={
      <ButtonLink href="/webhooks/new" variant="primary" size="large" icon={Plus}>
        New test webhook
      </ButtonLink>
    }
  >
    A test webhook gets sandbox events only: try a program out without a real booking, and without a word to live
    webhooks.
  </EmptyState>
);

const FirstWebhook = () => (
  <EmptyState
    icon={Webhook}
    title="Connect your first program"
    action={
      <ButtonLink href="/webhooks/new" variant="primary" size="large" icon={Plus}>
        New webhook
      </ButtonLink>
    }
  >
    <p>
      A webhook sends a short message to another program (your newsletter, your books, a display at the desk) whenever a
      customer books, moves, cancels or pays.
    </p>
    <ol className="mt-5 flex flex-col gap-2.5 text-left">
      {STEPS.map((step, index) => (
        <li key={step} className="flex items-center gap-3">
          <span className="flex size-6 shrink-0 items-center justify-center rounded-full bg-calm-tint text-xs font-semibold text-ink">
            {index + 1}
          </span>
          <span className="text-ink">{step}</span>
        </li>
      ))}
    </ol>
  </EmptyState>
);
