"use client";

import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import Link from "next/link";
import { Fragment } from "react";
import { useLocale, useTimeZone, useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { dotted } from "#components/ui/dotted.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { DayTime } from "#components/ui/time.tsx";
import type { StoryChapter, StoryView } from "#domain/events/story.schema.ts";
import { useMode } from "#features/current-mode.ts";
import { ResponseText, StatusText } from "#features/deliveries/delivery-cells.tsx";
import { logAddress } from "#features/deliveries/log-filters.ts";
import { storySentence } from "#features/events/story-sentence.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { useWebhookNames } from "#features/labels/use-webhook-names.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Story of one resource, such as an appointment: all its events on one line of time, each with its deliveries. */
export const StoryPage = ({ resourceId }: { resourceId: string }) => {
  const t = useTranslations("events");
  const trpc = useTRPC();
  const query = useQuery(trpc.events.about.queryOptions({ resourceId, mode: useMode() }));
  const customer = query.data?.customer;
  return (
    <>
      <PageHeader
        title={customer ?? t("story.title", { id: resourceId })}
        description={t("story.description", { id: resourceId })}
        back={{ href: "/events", label: t("page.back") }}
      />
      {query.isPending ? (
        <LoadingRows rows={5} />
      ) : query.isError ? (
        <ErrorState message={errorText(query.error)} onRetry={() => query.refetch()} />
      ) : query.data.chapters.length === 0 ? (
        <Card>
          <EmptyState
            icon={SearchX}
            title={t("story.none.title")}
            action={
              <ButtonLink href={logAddress({ q: resourceId, tests: "all" })}>{t("story.none.action")}</ButtonLink>
            }
          >
            {t("story.none.text")}
          </EmptyState>
        </Card>
      ) : (
        <Chapters story={query.data} />
      )}
    </>
  );
};

const useSentence = () => {
  const t = useTranslations("events.story.said");
  const words = useEventWords();
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  return (chapter: StoryChapter) => storySentence(chapter, { t, labelOf: words.label, locale, timeZone });
};

const Chapters = ({ story: { chapters, hasEarlier } }: { story: StoryView }) => {
  const t = useTranslations("events.story");
  const sentenceOf = useSentence();
  return (
    <div className="flex flex-col gap-5">
      {chapters.length > 1 && (
        <p className="rounded-2xl border border-line bg-surface px-5 py-4 text-[0.9375rem] leading-relaxed shadow-card">
          {chapters.map((chapter, index) => (
            <Fragment key={chapter.eventId}>
              {index > 0 && <span className="text-faint">{dotted(["", ""])}</span>}
              <span className={index === chapters.length - 1 ? "font-semibold" : undefined}>{sentenceOf(chapter)}</span>
            </Fragment>
          ))}
        </p>
      )}
      <section className="rounded-2xl border border-line bg-surface p-5 shadow-card">
        {hasEarlier && <p className="pb-4 text-[0.8125rem] text-faint">{t("earlier")}</p>}
        <ol aria-label={t("label")} className="flex flex-col">
          {chapters.map((chapter, index) => (
            <Chapter
              key={chapter.eventId}
              chapter={chapter}
              sentence={sentenceOf(chapter)}
              isLast={index === chapters.length - 1}
            />
          ))}
        </ol>
      </section>
    </div>
  );
};

const DOTS = { ok: "bg-ok", bad: "bg-bad", warn: "bg-warn", calm: "bg-calm" };

const toneOf = ({ status, deliveries }: StoryChapter): keyof typeof DOTS => {
  if (status === "rejected" || deliveries.some((one) => one.status === "failed")) return "bad";
  if (deliveries.some((one) => one.status === "retrying")) return "warn";
  return deliveries.length > 0 && deliveries.every((one) => one.status === "delivered") ? "ok" : "calm";
};

type Props = { chapter: StoryChapter; sentence: string; isLast: boolean };

const Chapter = ({ chapter, sentence, isLast }: Props) => {
  const t = useTranslations("events");
  const { actor } = chapter.facts;
  const kind = ACTORS.find((one) => one === actor?.kind);
  const who = actor?.name ?? (kind ? t(`story.actors.${kind}`) : null);
  return (
    <li className="relative grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-3 pb-6 last:pb-0">
      {!isLast && <span aria-hidden className="absolute top-4 bottom-0 left-[0.3125rem] w-px bg-line-strong" />}
      <span aria-hidden className={`mt-1.5 size-2.5 rounded-full ${DOTS[toneOf(chapter)]}`} />
      <div className="flex min-w-0 flex-col gap-1.5">
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
          <h2 className="font-medium">
            <Link
              href={`/events/${chapter.eventId}`}
              prefetch={false}
              className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
            >
              {sentence}
            </Link>
          </h2>
          {chapter.test && <Badge tone="accent">{t("list.filters.tests")}</Badge>}
          <span className="text-[0.8125rem] text-faint">
            <DayTime at={chapter.status === "scheduled" && chapter.dueAt ? chapter.dueAt : chapter.at} />
            {who && <span>{dotted(["", t("story.by", { name: who })])}</span>}
          </span>
        </div>
        <ChapterDeliveries chapter={chapter} />
      </div>
    </li>
  );
};

const ACTORS = ["customer", "staff", "system", "api"] as const;

const ChapterDeliveries = ({ chapter: { status, deliveries } }: { chapter: StoryChapter }) => {
  const t = useTranslations("events");
  const nameOf = useWebhookNames(useMode());
  if (status !== "accepted") return <p className="text-[0.8125rem] text-soft">{t(`list.statuses.${status}`)}</p>;
  if (deliveries.length === 0) return <p className="text-[0.8125rem] text-faint">{t("story.noDeliveries")}</p>;
  return (
    <ul className="flex flex-wrap gap-1.5">
      {deliveries.map(({ deliveryId, webhookId, status: own, httpStatus, errorCode }) => (
        <li key={deliveryId} className="max-w-full min-w-0">
          <Link
            href={`/deliveries/${deliveryId}`}
            prefetch={false}
            className="inline-flex h-8 max-w-full items-center gap-2 rounded-lg border border-line px-2.5 text-[0.8125rem] hover:bg-hover"
          >
            <StatusText status={own} />
            <span title={nameOf(webhookId)} className="min-w-0 truncate text-soft">
              {nameOf(webhookId)}
            </span>
            {own !== "delivered" && (httpStatus !== null || errorCode !== null) && (
              <ResponseText lastHttpStatus={httpStatus} lastErrorCode={errorCode} />
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
};
