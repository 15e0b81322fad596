"use client";

import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import type { HeaderRow } from "#features/webhooks/form/webhook-draft.ts";

let rowsAdded = 0;

export const HeaderFields = ({
  rows,
  onChange,
}: {
  rows: readonly HeaderRow[];
  onChange: (rows: HeaderRow[]) => void;
}) => {
  const t = useTranslations("webhooks.form.headers");
  const change = (key: string, part: Partial<HeaderRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <div className="flex flex-col gap-2">
      {rows.map((row) => (
        <div key={row.key} className="grid grid-cols-[1fr_1fr_auto] items-center gap-2">
          <Input
            mono
            aria-label={t("name")}
            placeholder="x-api-key"
            value={row.name}
            onChange={(event) => change(row.key, { name: event.target.value })}
          />
          <Input
            mono
            aria-label={row.name ? t("value", { name: row.name }) : t("valueOfNew")}
            placeholder="…"
            autoComplete="off"
            value={row.value}
            onChange={(event) => change(row.key, { value: event.target.value })}
          />
          <Button
            variant="ghost"
            size="small"
            icon={Trash2}
            onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
          >
            <span className="sr-only">{row.name ? t("remove", { name: row.name }) : t("removeNew")}</span>
          </Button>
        </div>
      ))}
      <Button
        size="small"
        icon={Plus}
        className="w-fit"
        onClick={() => onChange([...rows, { key: `added-${++rowsAdded}`, name: "", value: "" }])}
      >
        {t("add")}
      </Button>
    </div>
  );
};
