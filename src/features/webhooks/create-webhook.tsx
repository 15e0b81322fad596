"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowRight, FlaskConical } from "lucide-react";
import { useEffect } from "react";
import { ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SecretReveal } from "#components/ui/secret-reveal.tsx";
import type { WebhookWithSecretView } from "#domain/subscriptions/webhook.schema.ts";
import { useMode } from "#features/current-mode.ts";
import { ModeBadge } from "#features/labels/mode-badge.tsx";
import { webhookName } from "#features/labels/webhook-name.ts";
import { TestPanel } from "#features/playground/test-panel.tsx";
import { emptyDraft, toCreateInput } from "#features/webhooks/webhook-draft.ts";
import { WebhookForm } from "#features/webhooks/webhook-form.tsx";
import { useTRPC } from "#trpc/client.tsx";

const INSPECTOR_HINT =
  "This is your built-in inspector: it shows what it receives, so that you can try things out safely.";

const TEST_DESCRIPTION = "It gets sandbox events only. Where should we send them, and about what?";

const pageOf = (id: string) => `/webhooks/${id}`;

/** Reloads after the browser's back button, which would show this form under the URL of the created webhook. */
const showPageOfAddress = () => {
  if (window.location.pathname !== "/webhooks/new") window.location.reload();
};

type Props = {
  /** Built-in inspector; null when there is none. */
  inspectorUrl: string | null;
  /** Suggests the inspector, because no webhook exists yet. */
  prefill: boolean;
};

export const CreateWebhook = ({ inspectorUrl, prefill }: Props) => {
  const trpc = useTRPC();
  const mode = useMode();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.webhooks.create.mutationOptions({
      onSuccess: ({ id }) => {
        // Reloading then shows the webhook instead of an empty form.
        window.history.replaceState(null, "", pageOf(id));
        queryClient.invalidateQueries(trpc.webhooks.pathFilter());
      },
    }),
  );
  useEffect(showPageOfAddress, []);
  if (create.data) return <WhatNow webhook={create.data} />;

  const isPrefilled = prefill && inspectorUrl !== null;
  return (
    <>
      <PageHeader
        title={mode === "test" ? "New test webhook" : "New webhook"}
        description={mode === "test" ? TEST_DESCRIPTION : "Where should we send messages, and about what?"}
        badge={<ModeBadge mode={mode} />}
        back={{ href: "/webhooks", label: "Webhooks" }}
      />
      <WebhookForm
        initial={emptyDraft(isPrefilled ? inspectorUrl : "")}
        error={create.error}
        pending={create.isPending}
        onSubmit={(draft) => create.mutate({ ...toCreateInput(draft), mode })}
        onEdit={create.reset}
        submitLabel={create.isPending ? "Creating…" : "Create webhook"}
        cancelHref="/webhooks"
        urlHint={isPrefilled ? INSPECTOR_HINT : undefined}
        urlHelp={(setUrl, url) =>
          inspectorUrl !== null &&
          url !== inspectorUrl && (
            <button
              type="button"
              onClick={() => setUrl(inspectorUrl)}
              className="inline-flex w-fit items-center gap-1.5 rounded-md text-[0.8125rem] font-medium text-accent hover:underline"
            >
              <FlaskConical aria-hidden className="size-3.5" />
              <span>No address yet? Use the built-in inspector</span>
            </button>
          )
        }
      />
    </>
  );
};

const WhatNow = ({ webhook }: { webhook: WebhookWithSecretView }) => (
  <>
    <PageHeader
      inPlace
      title="Your webhook is ready"
      description={webhookName(webhook)}
      badge={<ModeBadge mode={webhook.mode} />}
      back={{ href: "/webhooks", label: "Webhooks" }}
      actions={
        <ButtonLink href={pageOf(webhook.id)} icon={ArrowRight}>
          Go to this webhook
        </ButtonLink>
      }
    />
    <div className="flex flex-col gap-5">
      <Card
        title="1. Copy the signing secret"
        description="You can see it again later under “Show secret” on the webhook's page."
      >
        <SecretReveal secret={webhook.secret} what="secret">
          Give it to whoever runs the receiver: with it they can tell that a message really comes from you. If it falls
          into the wrong hands, make a new one on the webhook's page.
        </SecretReveal>
      </Card>
      <Card title="2. Send a test" description="Makes one real request and shows what comes back.">
        <TestPanel webhook={webhook} />
      </Card>
    </div>
  </>
);
