"use client";

import { Plus, Search, SearchX } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { type ComponentProps, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ChoiceRow } from "#components/ui/choice-row.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { AdminOnly } from "#features/auth/role.tsx";
import { replaceQuery } from "#features/replace-query.ts";
import { errorText } from "#features/request-error.ts";
import { LiveBadge } from "#features/shell/live.tsx";
import { StorageNotice } from "#features/storage/storage-notice.tsx";
import { NoWebhooks } from "#features/webhooks/first-webhook.tsx";
import { searchWebhooks, sortWebhooks, type WebhookSort } from "#features/webhooks/listed-webhook.ts";
import { useListedWebhooks } from "#features/webhooks/use-listed-webhooks.ts";
import { WebhookRows } from "#features/webhooks/webhook-rows.tsx";

export const WebhookList = () => {
  const t = useTranslations("webhookList");
  const { rows, isPending, isError, error, refetch, isFilling, areFiguresRead } = useListedWebhooks();
  const isEmpty = !isPending && !isError && rows.length === 0;
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("about")}
        badge={<LiveBadge />}
        actions={
          !isEmpty && (
            <AdminOnly>
              <ButtonLink href="/webhooks/new" variant="primary" icon={Plus}>
                {t("add")}
              </ButtonLink>
            </AdminOnly>
          )
        }
      />
      <StorageNotice />
      {isPending || isError || isEmpty ? (
        <Card flush>
          {isPending ? (
            <LoadingRows />
          ) : isError ? (
            <ErrorState message={errorText(error)} onRetry={refetch} />
          ) : (
            <NoWebhooks />
          )}
        </Card>
      ) : (
        <FoundWebhooks rows={rows} isFilling={isFilling} areFiguresRead={areFiguresRead} />
      )}
    </>
  );
};

const SORTS = ["trouble", "name"] as const satisfies readonly WebhookSort[];

const FoundWebhooks = ({ rows, ...state }: ComponentProps<typeof WebhookRows>) => {
  const t = useTranslations("webhookList");
  const query = useSearchParams();
  const [search, setSearch] = useState(query.get("q") ?? "");
  const sort = SORTS.find((one) => one === query.get("sort")) ?? "trouble";
  const found = sortWebhooks(searchWebhooks(rows, search), sort);
  const searchFor = (text: string) => {
    setSearch(text);
    replaceQuery({ q: text.trim() });
  };
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <search className="relative min-w-48 flex-1 max-sm:basis-full sm:max-w-72">
          <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-faint" />
          <Input
            type="search"
            aria-label={t("search")}
            placeholder={t("searchHint")}
            isSmall
            className="pl-9"
            value={search}
            onChange={(event) => searchFor(event.target.value)}
          />
        </search>
        <p role="status" className="text-[0.8125rem] text-faint max-sm:sr-only">
          {t("count", { count: found.length })}
        </p>
        <div className="sm:ml-auto">
          <ChoiceRow
            label={t("sort.label")}
            value={sort}
            onChange={(next) => replaceQuery({ sort: next === "trouble" ? "" : next })}
            items={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
          />
        </div>
      </div>
      <Card flush>
        {found.length > 0 ? (
          <WebhookRows rows={found} {...state} />
        ) : (
          <EmptyState
            icon={SearchX}
            title={t("none", { search })}
            action={<Button onClick={() => searchFor("")}>{t("clear")}</Button>}
          >
            <p>{t("noneAbout")}</p>
          </EmptyState>
        )}
      </Card>
    </>
  );
};
