"use client";

import { useQuery } from "@tanstack/react-query";
import { FlaskConical, Pencil } from "lucide-react";
import Link from "next/link";
import { ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { AdminOnly } from "#features/auth/role.tsx";
import { useModeOf } from "#features/current-mode.ts";
import { logAddress } from "#features/deliveries/log-filters.ts";
import { RecentDeliveries } from "#features/deliveries/recent-deliveries.tsx";
import { ModeBadge } from "#features/labels/mode-badge.tsx";
import { splitUrl, webhookName } from "#features/labels/webhook-name.ts";
import { TestPanel } from "#features/playground/test-panel.tsx";
import { errorText } from "#features/request-error.ts";
import { LiveBadge } from "#features/shell/live.tsx";
import { HealthBadge } from "#features/webhooks/health-badge.tsx";
import { MissedOffer } from "#features/webhooks/missed-offer.tsx";
import { NextUp } from "#features/webhooks/next-up.tsx";
import { RecoverButton } from "#features/webhooks/recover-button.tsx";
import { RecoveryProgress } from "#features/webhooks/recovery-progress.tsx";
import { VerifySnippet } from "#features/webhooks/verify-snippet.tsx";
import { VersionCard } from "#features/webhooks/version-card.tsx";
import { WebhookNotice } from "#features/webhooks/webhook-notice.tsx";
import { WebhookSettings } from "#features/webhooks/webhook-settings.tsx";
import { useTRPC } from "#trpc/client.tsx";

type Props = { id: string; headerPrefix: string; inspectorPath: string | null };

export const WebhookPage = ({ id, headerPrefix, inspectorPath }: Props) => {
  const trpc = useTRPC();
  const query = useQuery(trpc.webhooks.get.queryOptions({ id }));
  useModeOf(query.data);
  if (query.isPending) return <LoadingRows rows={6} />;
  if (query.isError) return <ErrorState message={errorText(query.error)} onRetry={() => query.refetch()} />;

  const webhook = query.data;
  return (
    <>
      <PageHeader
        title={webhookName(webhook)}
        description={webhook.description ? splitUrl(webhook.url).host : undefined}
        back={{ href: "/webhooks", label: "Webhooks" }}
        badge={
          <>
            <HealthBadge webhook={webhook} />
            <ModeBadge mode={webhook.mode} />
          </>
        }
        actions={
          <>
            <AdminOnly>
              <RecoverButton webhook={webhook} />
            </AdminOnly>
            {inspectorPath && (
              <ButtonLink href={inspectorPath} icon={FlaskConical}>
                Open inspector
              </ButtonLink>
            )}
            <AdminOnly>
              <ButtonLink href={`/webhooks/${id}/edit`} icon={Pencil}>
                Edit
              </ButtonLink>
            </AdminOnly>
          </>
        }
      />
      <div className="flex flex-col gap-5">
        <WebhookNotice webhook={webhook} />
        <AdminOnly>
          <MissedOffer webhook={webhook} />
        </AdminOnly>
        <RecoveryProgress webhook={webhook} />
        <div className="grid items-start gap-5 lg:grid-cols-[1.55fr_1fr]">
          <div className="flex min-w-0 flex-col gap-5">
            <AdminOnly>
              <Card title="Send a test" description="Makes one real request and shows what comes back, as it happens.">
                <TestPanel webhook={webhook} />
              </Card>
            </AdminOnly>
            <NextUp webhook={webhook} />
            <Card flush title="Recent deliveries" action={<LiveBadge />}>
              <RecentDeliveries webhook={webhook} />
              <div className="border-t border-line px-5 py-3">
                <Link
                  href={logAddress({ webhookId: id })}
                  className="rounded-md text-[0.8125rem] font-medium text-accent hover:underline"
                >
                  See all deliveries of this webhook
                </Link>
              </div>
            </Card>
            <VersionCard webhook={webhook} />
          </div>
          <WebhookSettings webhook={webhook} headerPrefix={headerPrefix} />
        </div>
        <Card
          title="Check the signature"
          description="For the developer of the receiver: refuse what does not verify, and nobody can send you false bookings."
        >
          <VerifySnippet headerPrefix={headerPrefix} />
        </Card>
      </div>
    </>
  );
};
