import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";

/** Result of a form. Screen readers announce it, since the page loads anew. */
export const BookingNotice = ({
  kind,
  title,
  children,
}: {
  kind: "done" | "problem";
  title: string;
  children?: ReactNode;
}) => {
  const Icon = kind === "done" ? CircleCheck : CircleAlert;
  return (
    <div
      role={kind === "done" ? "status" : "alert"}
      className={`flex items-start gap-3 rounded-xl p-4 ${kind === "done" ? "bg-ok-tint text-ok" : "bg-bad-tint text-bad"}`}
    >
      <Icon aria-hidden className="mt-0.5 size-4.5 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-col items-start gap-3">
        <p className="font-medium">{title}</p>
        {children}
      </div>
    </div>
  );
};
