import { CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { Notice } from "#components/ui/states.tsx";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { diagnose } from "#features/deliveries/diagnose.ts";

type Props = {
  attempt: AttemptView;
  /** Next step after a success, if any. */
  leftToDo?: { text: string; action: ReactNode } | null;
};

/** Explains the result of one attempt to the owner and to the developer. */
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
