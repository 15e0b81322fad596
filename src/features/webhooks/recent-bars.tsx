import { classNames } from "#components/ui/class-names.ts";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import { STATUSES } from "#features/labels/status-badge.tsx";

const BARS = 12;

const LOOK: Record<DeliveryView["status"], string> = {
  delivered: "h-5 bg-ok",
  failed: "h-5 bg-bad",
  retrying: "h-3.5 bg-warn",
  pending: "h-2 bg-line-strong",
  canceled: "h-2 bg-line-strong",
};

export const RecentBars = ({ deliveries }: { deliveries: readonly DeliveryView[] }) => {
  const shown = deliveries.slice(0, BARS).toReversed();
  const words = `Last ${shown.length} deliveries: ${shown.filter(({ status }) => status === "delivered").length} delivered`;
  return (
    <span role="img" aria-label={words} title={words} className="flex h-5 items-end gap-[3px]">
      {Array.from({ length: Math.max(0, BARS - shown.length) }, (_, index) => index).map((index) => (
        <span key={`none-${index}`} className="h-1 w-1 rounded-full bg-line" />
      ))}
      {shown.map(({ id, status }) => (
        <span key={id} title={STATUSES[status].label} className={classNames("w-1 rounded-full", LOOK[status])} />
      ))}
    </span>
  );
};
