"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { errorText } from "#features/request-error.ts";
import { CustomRange } from "#features/webhooks/recovery/custom-range.tsx";
import {
  type AskedRange,
  firstRecoverDraft,
  type RecoverDraft,
  toRecoverRange,
} from "#features/webhooks/recovery/recover-draft.ts";
import { useStartRecovery } from "#features/webhooks/recovery/use-start-recovery.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Refreshes the count: the log grows while the form is open. */
const REFETCH_MS = 10_000;

const RANGES = ["off", "day", "week", "custom"] as const;
const KINDS = ["failed", "canceled", "missing"] as const;

type Props = {
  webhookId: string;
  missedSince: string | null;
  asked: AskedRange | undefined;
  onClose: () => void;
  onStarted: () => void;
};

export const RecoverForm = ({ webhookId, missedSince, asked: wished, onClose, onStarted }: Props) => {
  const t = useTranslations("webhooks.recover");
  const trpc = useTRPC();
  const [opened] = useState(() => ({ now: Date.now(), missedSince }));
  const [draft, setDraft] = useState(() => firstRecoverDraft(missedSince, wished));
  const asked = toRecoverRange(draft, opened, t);
  const input = "range" in asked ? { id: webhookId, ...asked.range } : null;
  const preview = useQuery(
    trpc.recoveries.preview.queryOptions(input ?? skipToken, { staleTime: 0, refetchInterval: REFETCH_MS }),
  );
  const start = useStartRecovery(onStarted);

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
  const ranges = RANGES.filter((range) => range !== "off" || opened.missedSince !== null);

  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <fieldset className="flex flex-col gap-1">
        <legend className="pb-1 font-medium">{t("range")}</legend>
        <RadioGroup
          label={t("range")}
          items={ranges.map((value) => ({ value, label: t(`ranges.${value}`) }))}
          value={draft.range}
          onChange={(range) => edit({ range })}
        />
        {draft.range === "custom" && <CustomRange draft={draft} onChange={edit} />}
      </fieldset>
      <fieldset className="flex flex-col">
        <legend className="pb-1 font-medium">{t("what")}</legend>
        {KINDS.map((kind) => (
          <Checkbox
            key={kind}
            checked={draft[kind]}
            onChange={(on) => edit({ [kind]: on })}
            label={t(`kinds.${kind}`)}
            hint={t(`kinds.${kind}Hint`)}
          />
        ))}
      </fieldset>
      <p role="status" className="rounded-lg bg-sunken px-3.5 py-2.5 text-soft">
        {problem ?? (count === undefined ? t("counting") : count === 0 ? t("nothing") : t("count", { count }))}
      </p>
      <FieldError message={preview.error ? errorText(preview.error) : undefined} />
      <FieldError message={start.error ? errorText(start.error) : undefined} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" variant="primary" disabled={!count} pending={start.isPending}>
          {t("submit", { count: count ?? 0 })}
        </Button>
      </div>
    </form>
  );
};
