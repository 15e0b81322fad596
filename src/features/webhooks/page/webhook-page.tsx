"use client";

import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#components/ui/button.tsx";
import { leavePage } from "#components/ui/hold-leaving.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import type { DashboardWebhook } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import type { WebhookFieldValues } from "#domain/subscriptions/webhook-fields.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { useModeOf } from "#features/current-mode.ts";
import { ModeBadge } from "#features/labels/mode-badge.tsx";
import { splitUrl, webhookName } from "#features/labels/webhook-name.ts";
import { errorText } from "#features/request-error.ts";
import { HealthBadge } from "#features/webhooks/health-badge.tsx";
import { useTab, type WebhookTab, WebhookTabs } from "#features/webhooks/page/webhook-tabs.tsx";
import { RecoverButton } from "#features/webhooks/recovery/recover-button.tsx";
import { useTRPC } from "#trpc/client.tsx";

const Loading = () => <LoadingRows rows={4} />;

// Each part is loaded when it is opened: the page stays light.
const Overview = dynamic(
  () => import("#features/webhooks/overview/overview-tab.tsx").then((module) => module.OverviewTab),
  { loading: Loading },
);
const Deliveries = dynamic(
  () => import("#features/webhooks/page/deliveries-tab.tsx").then((module) => module.DeliveriesTab),
  { loading: Loading },
);
const Settings = dynamic(
  () => import("#features/webhooks/form/settings-tab.tsx").then((module) => module.SettingsTab),
  { loading: Loading },
);
const Secret = dynamic(() => import("#features/webhooks/secret/secret-tab.tsx").then((module) => module.SecretTab), {
  loading: Loading,
});
const Test = dynamic(() => import("#features/webhooks/page/test-tab.tsx").then((module) => module.TestTab), {
  loading: Loading,
});

type Props = {
  id: string;
  headerPrefix: string;
  inspectorPath: string | null;
  /** Values of a webhook for which none are given. */
  fallbacks: WebhookFieldValues;
};

export const WebhookPage = ({ id, headerPrefix, inspectorPath, fallbacks }: Props) => {
  const t = useTranslations("webhooks.page");
  const trpc = useTRPC();
  const [tab, openTab] = useTab();
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
        back={{ href: "/webhooks", label: t("back") }}
        badge={
          <>
            <HealthBadge webhook={webhook} />
            <ModeBadge mode={webhook.mode} />
          </>
        }
        actions={
          <>
            <AdminOnly>
              <RecoverButton webhook={webhook} onStarted={() => leavePage(() => openTab("overview"))} />
            </AdminOnly>
            {inspectorPath && (
              <ButtonLink href={inspectorPath} icon={FlaskConical}>
                {t("inspector")}
              </ButtonLink>
            )}
          </>
        }
      />
      <WebhookTabs tab={tab} onOpen={openTab} />
      <TabContent tab={tab} webhook={webhook} headerPrefix={headerPrefix} fallbacks={fallbacks} />
    </>
  );
};

const TabContent = ({
  tab,
  webhook,
  headerPrefix,
  fallbacks,
}: {
  tab: WebhookTab;
  webhook: DashboardWebhook;
} & Pick<Props, "headerPrefix" | "fallbacks">) => {
  switch (tab) {
    case "overview":
      return <Overview webhook={webhook} headerPrefix={headerPrefix} />;
    case "deliveries":
      return <Deliveries webhook={webhook} />;
    case "settings":
      return <Settings webhook={webhook} headerPrefix={headerPrefix} fallbacks={fallbacks} />;
    case "secret":
      return <Secret webhook={webhook} />;
    case "test":
      return <Test webhook={webhook} />;
  }
};
