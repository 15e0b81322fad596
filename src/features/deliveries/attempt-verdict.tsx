import { CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Notice } from "#components/ui/states.tsx";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { exactMessage, useDiagnosis } from "#features/deliveries/diagnosis-words.ts";

type Props = {
  attempt: Pick<AttemptView, "response" | "error">;
  /** Next step after a success, if any. */
  leftToDo?: { text: string; action: ReactNode } | null;
};

/** Explains the result of one attempt to the owner and to the developer. */
export const AttemptVerdict = ({ attempt, leftToDo = null }: Props) => {
  const t = useTranslations("deliveries.attempts");
  const status = attempt.response?.status ?? null;
  const { code = null, message = "" } = attempt.error ?? {};
  const { ok, title, owner, developer } = useDiagnosis().of({ code, status, message });
  const exact = exactMessage({ code, message });
  return (
    <Notice
      icon={ok ? CircleCheck : CircleX}
      tone={ok ? "ok" : "bad"}
      title={ok && status !== null ? t("deliveredStatus", { status }) : title}
      action={ok && leftToDo?.action}
    >
      <p>{(ok && leftToDo?.text) || owner}</p>
      {!ok && (
        <p className="mt-1.5">
          <span className="font-medium text-ink">{t("forDeveloper")}</span>
          <span>{` ${developer}`}</span>
          {exact !== "" && (
            <span lang="en" className="text-soft">
              {` (${exact})`}
            </span>
          )}
        </p>
      )}
    </Notice>
  );
};
