"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { countOf, countText } from "#features/count-text.ts";
import { errorText } from "#features/request-error.ts";
import { CustomRange } from "#features/webhooks/custom-range.tsx";
import { firstRecoverDraft, type RecoverDraft, toRecoverRange } from "#features/webhooks/recover-draft.ts";
import { useStartRecovery } from "#features/webhooks/use-start-recovery.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Refreshes the count: the log grows while the form is open. */
const REFETCH_MS = 10_000;

const RANGES = [
  { value: "off", label: "All that it missed while it was off" },
  { value: "day", label: "The last 24 hours" },
  { value: "week", label: "The last 7 days" },
  { value: "custom", label: "Another time" },
] as const;

const KINDS = [
  { name: "failed", label: "Failed", hint: "All attempts were made, none got through." },
  { name: "canceled", label: "Canceled", hint: "Not sent: it was off, or canceled by hand." },
  { name: "missing", label: "Never sent", hint: "Happened while it was off, or before you made it." },
] as const;

type Props = { webhookId: string; missedSince: string | null; onClose: () => void };

export const RecoverForm = ({ webhookId, missedSince, onClose }: Props) => {
  const trpc = useTRPC();
  const [opened] = useState(() => ({ now: Date.now(), missedSince }));
  const [draft, setDraft] = useState(() => firstRecoverDraft(missedSince));
  const asked = toRecoverRange(draft, opened);
  const input = "range" in asked ? { id: webhookId, ...asked.range } : null;
  const preview = useQuery(
    trpc.recoveries.preview.queryOptions(input ?? skipToken, { staleTime: 0, refetchInterval: REFETCH_MS }),
  );
  const start = useStartRecovery(onClose);

  const edit = (part: Partial<RecoverDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    start.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (input) start.mutate(input);
  };
  const count = input ? preview.data?.count : undefined;
  const problem = "problem" in asked ? asked.problem : null;

  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <fieldset className="flex flex-col gap-1">
        <legend className="pb-1 font-medium">From when?</legend>
        <RadioGroup
          label="From when?"
          items={RANGES.filter(({ value }) => value !== "off" || opened.missedSince !== null)}
          value={draft.range}
          onChange={(range) => edit({ range })}
        />
        {draft.range === "custom" && <CustomRange draft={draft} onChange={edit} />}
      </fieldset>
      <fieldset className="flex flex-col">
        <legend className="pb-1 font-medium">Which ones?</legend>
        {KINDS.map(({ name, label, hint }) => (
          <Checkbox
            key={name}
            checked={draft[name]}
            onChange={(on) => edit({ [name]: on })}
            label={label}
            hint={hint}
          />
        ))}
      </fieldset>
      <p role="status" className="rounded-lg bg-sunken px-3.5 py-2.5 text-soft">
        {problem ?? previewText(count)}
      </p>
      <FieldError message={preview.error ? errorText(preview.error) : undefined} />
      <FieldError message={start.error ? errorText(start.error) : undefined} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={!count} pending={start.isPending}>
          {count ? `Send ${countText(count)} again` : "Send again"}
        </Button>
      </div>
    </form>
  );
};

const previewText = (count: number | undefined): string => {
  if (count === undefined) return "Counting…";
  if (count === 0) return "There is nothing like that to send again.";
  return `${countOf(count, "message")} will be sent again.`;
};
