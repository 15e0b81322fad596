import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { UiText } from "#components/ui/ui-text.tsx";

export type ControlProps = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };

/** Links label, control, hint and error for screen readers. */
export const Field = ({
  label,
  hint,
  error,
  optional = false,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  children: (control: ControlProps) => ReactNode;
}) => {
  const id = useId();
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const describedBy = [errorId, hintId].filter(Boolean).join(" ") || undefined;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-ink">
        <span>{label}</span>
        {optional && (
          <span className="ml-1 font-normal text-faint">
            <UiText name="optional" />
          </span>
        )}
      </label>
      {children({ id, "aria-describedby": describedBy, "aria-invalid": error ? true : undefined })}
      <FieldError id={errorId} message={error} />
      {hint && (
        <p id={hintId} className="text-[0.8125rem] text-faint">
          {hint}
        </p>
      )}
    </div>
  );
};

/** Alert role: screen readers announce the error when it appears. */
export const FieldError = ({ id, message }: { id?: string | undefined; message: string | undefined }) =>
  message ? (
    <p id={id} role="alert" className="flex items-start gap-1.5 text-[0.8125rem] text-bad">
      <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>{message}</span>
    </p>
  ) : null;
