"use client";

import { useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { isWildcard, typesMeantBy } from "#domain/event-types/wildcards.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { eventLabel } from "#features/labels/event-label.ts";
import { TestTimeline } from "#features/playground/test-timeline.tsx";
import { TestVerdict } from "#features/playground/test-verdict.tsx";
import { useSendTest } from "#features/playground/use-send-test.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Sends a sample event and shows the response as it arrives. */
export const TestPanel = ({ webhook }: { webhook: Pick<WebhookView, "id" | "events"> }) => {
  const trpc = useTRPC();
  const eventTypes = useQuery(trpc.eventTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  const [chosen, setChosen] = useState<string>();
  const { run, send } = useSendTest(webhook.id);

  const known = eventTypes.data?.data ?? [];
  const named = webhook.events.filter((name) => !isWildcard(name));
  const meant = [...new Set([...named, ...typesMeantBy(webhook.events, known).map(({ type }) => type)])];
  // Event types of this webhook come first.
  const ordered = [...meant, ...known.map(({ type }) => type).filter((type) => !meant.includes(type))];
  const event = chosen ?? ordered[0] ?? "appointment.created";
  const items = ordered.map((type) => ({ value: type, label: eventLabel(type), hint: type }));
  const isRunning = run?.state === "running";

  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-col gap-2 sm:flex-row">
        <Select
          label="Event to test with"
          items={items}
          value={event}
          onChange={setChosen}
          disabled={isRunning}
          className="sm:min-w-60"
        />
        <Button variant="primary" icon={Send} pending={isRunning} onClick={() => send(event)}>
          {isRunning ? "Sending…" : run ? "Send again" : "Send test"}
        </Button>
      </div>
      {run && (
        <div className="flex animate-appear flex-col gap-4">
          <TestTimeline run={run} />
          <FieldError message={run.problem ?? undefined} />
          {run.result && <TestVerdict webhookId={webhook.id} result={run.result} />}
        </div>
      )}
    </div>
  );
};
