import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";

/** Names and values, side by side where the list is wide; `narrow` always stacks them, `isWide` has room for long names. */
export const DetailList = ({
  items,
  narrow = false,
  isWide = false,
}: {
  items: readonly { label: ReactNode; value: ReactNode }[];
  narrow?: boolean;
  isWide?: boolean;
}) => (
  <dl className="@container flex flex-col divide-y divide-line">
    {items.map((item, index) => (
      <div
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list; labels may be elements.
        key={index}
        className={classNames(
          "grid gap-x-4 gap-y-0.5 py-2.5 first:pt-0 last:pb-0",
          !narrow && (isWide ? "@lg:grid-cols-[18rem_1fr]" : "@md:grid-cols-[10rem_1fr]"),
        )}
      >
        <dt className="text-[0.8125rem] text-faint">{item.label}</dt>
        <dd className="min-w-0 text-sm break-words text-ink">{item.value}</dd>
      </div>
    ))}
  </dl>
);
