"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { fromLocalInput, toLocalInput } from "#features/log/local-input.ts";

type Range = { since: string; until: string };

export const RangeDialog = ({
  since,
  until,
  onClose,
  onApply,
}: Range & { onClose: () => void; onApply: (range: Range) => void }) => {
  const t = useTranslations("log.range");
  const [from, setFrom] = useState(toLocalInput(since));
  const [to, setTo] = useState(toLocalInput(until));
  const [problem, setProblem] = useState<"order" | "missing" | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const range = { since: fromLocalInput(from), until: fromLocalInput(to) };
    if (!range.since && !range.until) return setProblem("missing");
    if (range.since && range.until && range.since >= range.until) return setProblem("order");
    onApply(range);
  };
  return (
    <Dialog open onClose={onClose} title={t("title")} description={t("description")}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("since")}>
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                value={from}
                onChange={(event) => setFrom(event.target.value)}
              />
            )}
          </Field>
          <Field label={t("until")}>
            {(control) => (
              <Input {...control} type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
            )}
          </Field>
        </div>
        <FieldError message={problem ? t(problem) : undefined} />
        <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" variant="primary">
            {t("apply")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
