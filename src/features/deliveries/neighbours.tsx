"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronUp, Keyboard, KeyboardOff } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import type { Mode } from "#domain/mode.schema.ts";
import { useMode } from "#features/current-mode.ts";
import { useLastLog, useLastLogFilters } from "#features/deliveries/last-log.ts";
import { logInput } from "#features/deliveries/log-filters.ts";
import { useKeyShortcuts } from "#features/key-shortcuts.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Leads to the newer and the older delivery of the list that the person came from: buttons, K and J. Escape leads back. */
export const Neighbours = ({ id, mode }: { id: string; mode: Mode | undefined }) => {
  const t = useTranslations("deliveries.page.neighbours");
  const router = useRouter();
  const trpc = useTRPC();
  const current = useMode();
  const log = useLastLog();
  const { limit: _, ...filters } = logInput(useLastLogFilters(), mode ?? current);
  const { data } = useQuery(trpc.deliveries.neighbours.queryOptions({ ...filters, id }));

  const [hasKeys, turnKeys] = useKeyShortcuts();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!hasKeys || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target))
      return;
    const key = event.key.toLowerCase();
    const target = key === "j" ? data?.older : key === "k" ? data?.newer : null;
    if (target) router.replace(pathOf(target));
    if (event.key === "Escape") router.push(log);
  });
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  const KeysIcon = hasKeys ? Keyboard : KeyboardOff;
  return (
    <nav aria-label={t("label")} className="flex gap-1.5 max-sm:*:grow">
      <button
        type="button"
        aria-label={t("keysLabel")}
        aria-pressed={hasKeys}
        title={t(hasKeys ? "keys" : "keysOff")}
        onClick={() => turnKeys(!hasKeys)}
        className="inline-flex size-8 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink max-sm:hidden"
      >
        <KeysIcon aria-hidden className="size-4" />
      </button>
      <Step id={data?.newer} icon={ChevronUp} keys="K" label={t("newer")} none={t("none")} />
      <Step id={data?.older} icon={ChevronDown} keys="J" label={t("older")} none={t("none")} />
    </nav>
  );
};

const pathOf = (id: string) => `/deliveries/${id}`;

type StepProps = { id: string | null | undefined; icon: typeof ChevronUp; keys: string; label: string; none: string };

const Step = ({ id, icon, keys, label, none }: StepProps) =>
  id ? (
    <ButtonLink href={pathOf(id)} replace prefetch={false} size="small" icon={icon} aria-keyshortcuts={keys}>
      {label}
    </ButtonLink>
  ) : (
    <Button size="small" icon={icon} disabled title={none}>
      {label}
    </Button>
  );

/** Layers and fields that use these keys themselves. */
const isTaken = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest(
    "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=listbox], [role=menu]",
  ) !== null;
