"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Time } from "#components/ui/time.tsx";
import { customerNameOf } from "#domain/event-types/customer-name.ts";
import type { EventAsSentView } from "#domain/events/event.schema.ts";
import { storyAddress } from "#features/event-address.ts";
import { CustomerLink } from "#features/labels/customer-link.tsx";
import { isAboutWebhook } from "#features/labels/event-family.ts";
import { useWebhookNames } from "#features/labels/use-webhook-names.ts";

const LINK = "text-accent underline underline-offset-2";

type Fact = { label: string; value: ReactNode };

/** Facts of an event, for a list of details. */
export const useEventFacts = (event: EventAsSentView): Fact[] => {
  const t = useTranslations("events.page");
  const nameOf = useWebhookNames(event.mode);
  const { resourceId, externalId, sourceEventId, dueAt } = event;
  const customer = customerNameOf(event.event, event.payload?.data);
  const about =
    resourceId &&
    (isAboutWebhook(event.event) ? (
      <IdLink text={nameOf(resourceId)} href={`/webhooks/${resourceId}`} />
    ) : customer ? (
      <>
        <CustomerLink resourceId={resourceId} customer={customer} />
        <span translate="no" className="block font-mono text-xs break-all text-soft">
          {resourceId}
        </span>
      </>
    ) : (
      <IdLink text={resourceId} href={storyAddress(resourceId)} />
    ));
  return [
    { label: t("facts.happened"), value: <Time at={event.timestamp} withExact /> },
    { label: t("facts.received"), value: <Time at={event.createdAt} withExact /> },
    ...(dueAt ? [{ label: t("facts.scheduled"), value: <Time at={dueAt} withExact /> }] : []),
    ...(about ? [{ label: t("facts.about"), value: about }] : []),
    {
      label: t("facts.type"),
      value: <IdLink text={event.event} href={`/events/types/${event.event}`} />,
    },
    ...(externalId
      ? [{ label: t("facts.externalId"), value: <Copyable text={externalId} what={t("copy.id")} /> }]
      : []),
    ...(sourceEventId
      ? [{ label: t("facts.source"), value: <IdLink text={sourceEventId} href={`/events/${sourceEventId}`} /> }]
      : []),
    { label: t("facts.id"), value: <Copyable text={event.id} what={t("copy.eventId")} /> },
  ];
};

const IdLink = ({ text, href }: { text: string; href: string }) => (
  <Link href={href} prefetch={false} translate="no" className={`font-mono text-xs break-all ${LINK}`}>
    {text}
  </Link>
);

const Copyable = ({ text, what }: { text: string; what: string }) => (
  <span className="flex items-start gap-1">
    <span translate="no" className="min-w-0 font-mono text-xs leading-relaxed break-all">
      {text}
    </span>
    <CopyButton text={text} what={what} iconOnly className="-mt-1" />
  </span>
);
