"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleArrowUp, Undo2 } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { ErrorState } from "#components/ui/states.tsx";
import { DayTime } from "#components/ui/time.tsx";
import type { VersionExample, VersionPreview } from "#domain/deliveries/version-preview.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { eventLabel } from "#features/labels/event-label.ts";
import { errorText } from "#features/request-error.ts";
import { DiffView } from "#features/webhooks/diff-view.tsx";
import { useApiVersion } from "#features/webhooks/use-api-version.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Offers the upgrade to the newest API version with a preview, and the way back for 72 hours. Empty otherwise. */
export const VersionCard = ({ webhook }: { webhook: WebhookView }) => {
  const trpc = useTRPC();
  const preview = useQuery(trpc.webhooks.versionPreview.queryOptions({ id: webhook.id }));
  if (preview.isPending) return null;
  if (preview.isError)
    return (
      <Card title="API version">
        <ErrorState message={errorText(preview.error)} onRetry={() => preview.refetch()} />
      </Card>
    );
  const { current, newest, example, goBack } = preview.data;
  if (current !== newest) return <Upgrade webhookId={webhook.id} preview={preview.data} example={example} />;
  return goBack && <GoBack webhookId={webhook.id} current={current} goBack={goBack} />;
};

/** Says in plain words what a version changes. */
const VERSION_CHANGES: Record<string, string> = {
  "2026-12-01":
    "An event about a change has the old values in one field, data.previous: for a moved appointment data.previous.startTime instead of data.previousStartTime. All other fields stay the same.",
};

type UpgradeProps = { webhookId: string; preview: VersionPreview; example: VersionExample | null };

const Upgrade = ({ webhookId, preview: { current, newest }, example }: UpgradeProps) => {
  const change = useApiVersion(webhookId);
  return (
    <Card
      title={`API version ${newest} is available`}
      description={`This webhook gets its events in version ${current}.`}
      action={
        <AdminOnly>
          <Button
            icon={CircleArrowUp}
            pending={change.isPending}
            onClick={() => change.mutate({ id: webhookId, changes: { apiVersion: newest } })}
          >
            {`Upgrade to ${newest}`}
          </Button>
        </AdminOnly>
      }
    >
      <div className="flex flex-col gap-3 text-[0.8125rem]">
        <p>{VERSION_CHANGES[newest]}</p>
        <p className="text-soft">
          Ask your developer whether the endpoint is ready. You can go back for 72 hours. Deliveries that already exist
          keep their version.
        </p>
        {example && <Difference example={example} />}
      </div>
    </Card>
  );
};

const Difference = ({ example: { event, eventId, now, upgraded } }: { example: VersionExample }) => {
  const what = `${eventId ? "Your last event" : "A sample event"}, “${eventLabel(event)}”`;
  return (
    <Disclosure summary="See the difference">
      <div className="flex flex-col gap-2">
        <p className="text-soft">{`${what}: now (−) and after the upgrade (+).`}</p>
        <DiffView before={now} after={upgraded} label={`${what}, now and after the upgrade`} />
      </div>
    </Disclosure>
  );
};

type GoBackProps = { webhookId: string; current: string; goBack: { to: string; until: string } };

const GoBack = ({ webhookId, current, goBack: { to, until } }: GoBackProps) => {
  const change = useApiVersion(webhookId);
  return (
    <Card
      title="API version"
      description={`Upgraded from ${to} to ${current}.`}
      action={
        <AdminOnly>
          <Button
            icon={Undo2}
            pending={change.isPending}
            onClick={() => change.mutate({ id: webhookId, changes: { apiVersion: to } })}
          >
            {`Go back to ${to}`}
          </Button>
        </AdminOnly>
      }
    >
      <p className="text-[0.8125rem] text-soft">
        <span>If the endpoint has trouble with the new version, you can go back until </span>
        <DayTime at={until} />
        <span>. New events then go out in the old version again.</span>
      </p>
    </Card>
  );
};
