import { useTranslations } from "use-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { RecoverDraft } from "#features/webhooks/recovery/recover-draft.ts";

type Props = { draft: RecoverDraft; onChange: (part: Partial<RecoverDraft>) => void };

/** Times are in the viewer's zone. */
export const CustomRange = ({ draft, onChange }: Props) => {
  const t = useTranslations("webhooks.recover");
  return (
    <div className="grid gap-3 pt-1 pr-2.5 pb-2 pl-10">
      <Field label={t("from")}>
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            value={draft.from}
            onChange={(event) => onChange({ from: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("until")} optional>
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            value={draft.to}
            onChange={(event) => onChange({ to: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
};
