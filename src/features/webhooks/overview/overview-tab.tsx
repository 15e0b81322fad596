"use client";

import type { DashboardWebhook } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { FiguresCard } from "#features/webhooks/overview/figures-card.tsx";
import { FirstStep } from "#features/webhooks/overview/first-step.tsx";
import { HealthHistory } from "#features/webhooks/overview/health-history.tsx";
import { LastResponse } from "#features/webhooks/overview/last-response.tsx";
import { NextUp } from "#features/webhooks/overview/next-up.tsx";
import { VersionCard } from "#features/webhooks/overview/version-card.tsx";
import { WebhookNotice } from "#features/webhooks/overview/webhook-notice.tsx";
import { AboutWebhook } from "#features/webhooks/page/about-webhook.tsx";
import { MissedOffer } from "#features/webhooks/recovery/missed-offer.tsx";
import { RecoveryProgress } from "#features/webhooks/recovery/recovery-progress.tsx";

type Props = { webhook: DashboardWebhook; headerPrefix: string };

/** First what is wrong and what to do, then the figures, then the facts. */
export const OverviewTab = ({ webhook, headerPrefix }: Props) => (
  <div className="flex flex-col gap-5">
    <WebhookNotice webhook={webhook} />
    <FirstStep webhook={webhook} />
    <AdminOnly>
      <MissedOffer webhook={webhook} />
    </AdminOnly>
    <RecoveryProgress webhook={webhook} />
    <LastResponse webhook={webhook} />
    <div className="grid items-start gap-5 lg:grid-cols-[1.7fr_1fr]">
      <div className="flex min-w-0 flex-col gap-5">
        <NextUp webhook={webhook} />
        <FiguresCard webhook={webhook} />
        <HealthHistory webhook={webhook} />
        <VersionCard webhook={webhook} />
      </div>
      <AboutWebhook webhook={webhook} headerPrefix={headerPrefix} />
    </div>
  </div>
);
