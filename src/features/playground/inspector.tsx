"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Inbox, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { OTHER_PERSON_STATUS, PERSON_MARK_HEADER } from "#domain/sessions/person-mark.values.ts";
import { useIsAdmin } from "#features/auth/role.tsx";
import { ANSWERS, type InspectorView } from "#features/playground/inspector-view.ts";
import { ReceivedRequest } from "#features/playground/received-request.tsx";
import { usePersonMark } from "#trpc/client.tsx";

const POLL_MS = 1_500;
const RETRIES_MAX = 2;

type Asker = { person: string; onOtherPerson: () => void };

const call = async (address: string, { person, onOtherPerson }: Asker, command?: object): Promise<InspectorView> => {
  const response = await fetch(address, {
    method: command ? "PUT" : "GET",
    headers: {
      accept: "application/json",
      [PERSON_MARK_HEADER]: person,
      ...(command && { "content-type": "application/json" }),
    },
    body: command && JSON.stringify(command),
  });
  if (response.status === OTHER_PERSON_STATUS) onOtherPerson();
  if (!response.ok) throw new Error(`The inspector responded with ${response.status}`, { cause: response.status });
  return response.json();
};

/** Test endpoint: shows requests and their signatures, and responds as chosen. */
export const Inspector = ({ path, url }: { path: string; url: string }) => {
  const t = useTranslations("playground.inspector");
  const isAdmin = useIsAdmin();
  const queryClient = useQueryClient();
  const asker = { person: usePersonMark(), onOtherPerson: useRouter().refresh };
  const queryKey = ["inspector", path];
  const view = useQuery({
    queryKey,
    queryFn: () => call(path, asker),
    refetchInterval: POLL_MS,
    // The page of the other person is on its way: a retry would ask for it again.
    retry: (failures, { cause }) => failures < RETRIES_MAX && cause !== OTHER_PERSON_STATUS,
  });
  const tell = useMutation({
    mutationFn: (command: { answer?: string; clear?: boolean }) => call(path, asker, command),
    onSuccess: (next) => queryClient.setQueryData(queryKey, next),
  });

  return (
    <>
      <PageHeader title={t("title")} description={t("description")} back={{ href: "/webhooks", label: t("back") }} />
      <div className="flex flex-col gap-5">
        <Card>
          <div className="flex flex-col gap-4">
            <div className="flex min-w-0 items-center gap-2 rounded-lg border border-line bg-sunken py-1 pr-1 pl-3">
              <code title={url} className="min-w-0 grow truncate font-mono text-[0.8125rem]">
                {url}
              </code>
              <CopyButton text={url} what={t("url")} iconOnly />
            </div>
            <fieldset className="flex flex-col gap-2">
              <legend className="pb-2 font-medium">{t("choose")}</legend>
              <div className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
                {ANSWERS.map((answer) => (
                  <button
                    key={answer}
                    type="button"
                    aria-pressed={view.data?.answer === answer}
                    disabled={!isAdmin}
                    onClick={() => tell.mutate({ answer })}
                    className={classNames(
                      "flex min-w-0 flex-col items-start rounded-lg border px-3 py-1.5 text-left wrap-anywhere transition-colors",
                      view.data?.answer === answer
                        ? "border-accent bg-accent-tint text-accent"
                        : "border-line text-ink hover:bg-hover",
                    )}
                  >
                    <span className="text-[0.8125rem] font-medium">{t(`answers.${answer}.label`)}</span>
                    <span className="text-xs text-soft">{t(`answers.${answer}.hint`)}</span>
                  </button>
                ))}
              </div>
            </fieldset>
          </div>
        </Card>
        <Card
          flush
          title={t("received")}
          description={t("receivedHint")}
          action={
            isAdmin && view.data?.received.length ? (
              <Button size="small" icon={Trash2} onClick={() => tell.mutate({ clear: true })}>
                {t("clear")}
              </Button>
            ) : null
          }
        >
          {view.isPending ? (
            <LoadingRows rows={2} />
          ) : view.isError ? (
            <ErrorState message={t("unreachable")} onRetry={() => view.refetch()} />
          ) : view.data.received.length === 0 ? (
            <EmptyState icon={Inbox} title={t("none")}>
              <p>{t("noneText")}</p>
            </EmptyState>
          ) : (
            <ul aria-label={t("list")} className="divide-y divide-line border-t border-line">
              {view.data.received.map((request, index) => (
                <ReceivedRequest key={request.id} request={request} open={index === 0} />
              ))}
            </ul>
          )}
        </Card>
      </div>
    </>
  );
};
