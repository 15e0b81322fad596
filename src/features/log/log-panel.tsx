"use client";

import { ChevronDown, ChevronUp, ExternalLink, type LucideIcon } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useEffect, useEffectEvent } from "react";
import { useTranslations } from "use-intl";
import type { Panel } from "#components/ui/panel-parts.tsx";
import { DeliverySkeleton } from "#features/deliveries/delivery-skeleton.tsx";
import { useKeyShortcuts } from "#features/key-shortcuts.ts";
import { useEventWords } from "#features/labels/event-words.tsx";

/** Loaded when the first row is opened, because a list does not need it. */
const DeliveryDetail = dynamic(
  () => import("#features/deliveries/delivery-detail.tsx").then((part) => part.DeliveryDetail),
  { loading: () => <DeliverySkeleton /> },
);

type Options = {
  openId: string | null;
  openEvent: string | null;
  viewerId: string;
  ids: readonly string[];
  onOpen: (id: string) => void;
};

/** Panel with one delivery of the list. `J` and `K` go to the next and the previous one. */
export const useLogPanel = ({ openId, openEvent, viewerId, ids, onOpen }: Options): Panel | null => {
  const t = useTranslations("log.panel");
  const words = useEventWords();
  const place = openId === null ? -1 : ids.indexOf(openId);
  const neighbour = (step: 1 | -1) => (place < 0 ? undefined : ids[place + step]);
  const go = (step: 1 | -1) => {
    const id = neighbour(step);
    if (id) onOpen(id);
  };
  const [hasKeys] = useKeyShortcuts();
  const hear = useEffectEvent((event: KeyboardEvent) => {
    if (!hasKeys || openId === null || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, [role=listbox]")) return;
    if (event.key === "j") go(1);
    if (event.key === "k") go(-1);
  });
  useEffect(() => {
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
  if (openId === null) return null;
  return {
    id: openId,
    title: openEvent === null ? openId : words.label(openEvent),
    actions: (
      <>
        <PanelButton label={t("previous")} icon={ChevronUp} onClick={neighbour(-1) ? () => go(-1) : null} />
        <PanelButton label={t("next")} icon={ChevronDown} onClick={neighbour(1) ? () => go(1) : null} />
        <Link
          href={`/deliveries/${openId}`}
          prefetch={false}
          aria-label={t("open")}
          title={t("open")}
          className={ICON_BUTTON}
        >
          <ExternalLink aria-hidden className="size-4" />
        </Link>
      </>
    ),
    content: <DeliveryDetail key={openId} deliveryId={openId} viewerId={viewerId} />,
  };
};

const ICON_BUTTON =
  "inline-flex size-8 shrink-0 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink aria-disabled:opacity-40";

/** Stays focusable at the end of the list, so that the focus is not lost. */
const PanelButton = ({
  label,
  icon: Icon,
  onClick,
}: {
  label: string;
  icon: LucideIcon;
  onClick: (() => void) | null;
}) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    aria-disabled={onClick === null || undefined}
    onClick={() => onClick?.()}
    className={ICON_BUTTON}
  >
    <Icon aria-hidden className="size-4" />
  </button>
);
