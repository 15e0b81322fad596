"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Inbox, Trash2 } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { useIsAdmin } from "#features/auth/role.tsx";
import { ANSWER_CHOICES, type InspectorView } from "#features/playground/inspector-view.ts";
import { ReceivedRequest } from "#features/playground/received-request.tsx";

const POLL_MS = 1_500;

const call = async (address: string, command?: object): Promise<InspectorView> => {
  const response = await fetch(address, {
    method: command ? "PUT" : "GET",
    headers: { accept: "application/json", ...(command && { "content-type": "application/json" }) },
    body: command && JSON.stringify(command),
  });
  if (!response.ok) throw new Error("The inspector cannot be reached. Reload the page to try again.");
  return response.json();
};

/** Test receiver: shows requests and their signatures, and answers as chosen. */
export const Inspector = ({ path, url }: { path: string; url: string }) => {
  const isAdmin = useIsAdmin();
  const queryClient = useQueryClient();
  const queryKey = ["inspector", path];
  const view = useQuery({ queryKey, queryFn: () => call(path), refetchInterval: POLL_MS });
  const tell = useMutation({
    mutationFn: (command: { answer?: string; clear?: boolean }) => call(path, command),
    onSuccess: (next) => queryClient.setQueryData(queryKey, next),
  });

  return (
    <>
      <PageHeader
        title="Inspector"
        description="A receiver to play with. It shows what it gets and answers as you tell it."
        back={{ href: "/webhooks", label: "Webhooks" }}
      />
      <div className="flex flex-col gap-5">
        <Card>
          <div className="flex flex-col gap-4">
            <div className="flex min-w-0 items-center gap-2 rounded-lg border border-line bg-sunken py-1 pr-1 pl-3">
              <code className="min-w-0 grow truncate font-mono text-[0.8125rem]">{url}</code>
              <CopyButton text={url} what="address" iconOnly />
            </div>
            <fieldset className="flex flex-col gap-2">
              <legend className="pb-2 font-medium">How should it answer?</legend>
              <div className="flex flex-wrap gap-2">
                {ANSWER_CHOICES.map(({ answer, label, hint }) => (
                  <button
                    key={answer}
                    type="button"
                    aria-pressed={view.data?.answer === answer}
                    disabled={!isAdmin}
                    onClick={() => tell.mutate({ answer })}
                    className={classNames(
                      "flex flex-col items-start rounded-lg border px-3 py-1.5 text-left transition-colors",
                      view.data?.answer === answer
                        ? "border-accent bg-accent-tint text-accent"
                        : "border-line text-ink hover:bg-hover",
                    )}
                  >
                    <span className="text-[0.8125rem] font-medium">{label}</span>
                    <span className="text-xs opacity-80">{hint}</span>
                  </button>
                ))}
              </div>
            </fieldset>
          </div>
        </Card>
        <Card
          flush
          title="Received"
          description="Newest first. Kept in memory only."
          action={
            isAdmin && view.data?.received.length ? (
              <Button variant="ghost" size="small" icon={Trash2} onClick={() => tell.mutate({ clear: true })}>
                Clear
              </Button>
            ) : null
          }
        >
          {view.isPending ? (
            <LoadingRows rows={2} />
          ) : view.isError ? (
            <ErrorState message={view.error.message} onRetry={() => view.refetch()} />
          ) : view.data.received.length === 0 ? (
            <EmptyState icon={Inbox} title="Nothing has arrived yet">
              Send a test from the webhook that has this address. It appears here at once.
            </EmptyState>
          ) : (
            <ul aria-label="Received requests" className="divide-y divide-line border-t border-line">
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
