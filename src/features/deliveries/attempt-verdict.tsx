import { CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { Notice } from "#components/ui/states.tsx";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { diagnose } from "#features/deliveries/diagnose.ts";

type Props = {
  attempt: AttemptView;
  /** The next step after a good answer, if there is one. */
  leftToDo?: { text: string; action: ReactNode } | null;
};

/** The result of one attempt and what to do about it, for the owner and for the developer. */
export const AttemptVerdict = ({ attempt, leftToDo = null }: Props) => {
  const status = attempt.response?.status ?? null;
  const { code = null, message } = attempt.error ?? {};
  const { ok, title, ownerText, developerText } = diagnose({ code, status, message });
  return (
    <Notice
      icon={ok ? CircleCheck : CircleX}
      tone={ok ? "ok" : "bad"}
      title={ok ? `${title}: the receiver answered ${status}` : title}
      action={ok && leftToDo?.action}
    >
      <p>{(ok && leftToDo?.text) || ownerText}</p>
      {!ok && (
        <p className="mt-1.5">
          <span className="font-medium text-ink">For the developer: </span>
          <span>{developerText}</span>
          {attempt.error && attempt.error.message !== "" && (
            <span className="text-faint">{` (${attempt.error.message})`}</span>
          )}
        </p>
      )}
    </Notice>
  );
};
