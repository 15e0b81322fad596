"use client";

import {
  Activity,
  Calendar,
  CreditCard,
  FileText,
  FlaskConical,
  Home,
  ListOrdered,
  type LucideIcon,
  Monitor,
  Moon,
  Plus,
  Scissors,
  Search,
  Send,
  Settings,
  ShoppingBag,
  Sun,
  User,
  Users,
  Webhook,
  Zap,
} from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { classNames } from "#components/ui/class-names.ts";
import type { CommandGroup, CommandItem } from "#features/command/command-items.ts";

const ICONS: Record<string, LucideIcon> = {
  webhook: Webhook,
  delivery: Send,
  event: Activity,
  appointment: Calendar,
  customer: User,
  staff: Users,
  service: Scissors,
  payment: CreditCard,
  order: ShoppingBag,
  form: FileText,
  waitlist: ListOrdered,
  home: Home,
  settings: Settings,
  playground: FlaskConical,
  mode: FlaskConical,
  create: Plus,
  test: Zap,
  search: Search,
  light: Sun,
  dark: Moon,
  system: Monitor,
};

/** `idle`: nothing is asked of the server. */
export type SearchState = "idle" | "searching" | "done" | "offline" | "failed";

type Props = {
  id: string;
  groups: readonly CommandGroup[];
  active: number;
  optionId: (index: number) => string;
  state: SearchState;
  typed: string;
  onRetry: () => void;
  onActive: (index: number) => void;
  onRun: (item: CommandItem) => void;
};

export const CommandList = ({ id, groups, active, optionId, state, typed, onRetry, onActive, onRun }: Props) => {
  const t = useTranslations("command");
  const items = groups.flatMap((group) => group.items);
  const found = groups.filter(({ id: group }) => group.startsWith("found-")).flatMap((group) => group.items).length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a long list only where it can have the focus.
    <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2">
      <p role="status" className="sr-only">
        {state === "searching" ? t("searching") : state === "done" ? t("found", { count: found }) : ""}
      </p>
      <SearchNotice state={state} found={found} typed={typed} onRetry={onRetry} />
      <div id={id} role="listbox" aria-label={t("groups.results")}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a listbox.
          <div key={group.id} role="group" aria-labelledby={`${id}-${group.id}`}>
            <div id={`${id}-${group.id}`} className="px-2.5 pt-2 pb-1 text-xs font-medium text-faint">
              {group.label}
            </div>
            {group.items.map((item) => {
              const index = items.indexOf(item);
              return (
                <Option
                  key={item.id}
                  id={optionId(index)}
                  item={item}
                  isActive={index === active}
                  onActive={() => index !== active && onActive(index)}
                  onRun={() => onRun(item)}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
};

type OptionProps = { id: string; item: CommandItem; isActive: boolean; onActive: () => void; onRun: () => void };

const Option = ({ id, item: { icon, title, detail }, isActive, onActive, onRun }: OptionProps) => {
  const Icon = ICONS[icon] ?? Activity;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the input keeps the focus and hears the keys.
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      ref={isActive ? scrollIntoView : undefined}
      onPointerMove={onActive}
      onClick={onRun}
      className={classNames(
        "flex min-h-10 cursor-pointer items-center gap-3 rounded-lg px-2.5 py-1.5",
        isActive && "bg-accent-tint",
      )}
    >
      <Icon aria-hidden className={classNames("size-4 shrink-0", isActive ? "text-accent" : "text-faint")} />
      <span className="flex min-w-0 flex-1 items-center gap-3 max-sm:flex-col max-sm:items-stretch max-sm:gap-0">
        <span className="min-w-0 flex-1 truncate font-medium">{title}</span>
        {detail && (
          <span title={detail} className="truncate text-[0.8125rem] text-soft sm:max-w-[55%] sm:shrink-0">
            {detail}
          </span>
        )}
      </span>
    </div>
  );
};

const scrollIntoView = (element: HTMLElement | null) => element?.scrollIntoView({ block: "nearest" });

const SearchNotice = ({
  state,
  found,
  typed,
  onRetry,
}: {
  state: SearchState;
  found: number;
  typed: string;
  onRetry: () => void;
}) => {
  const t = useTranslations("command");
  if (state === "offline") return <p className="px-2.5 py-3 text-[0.8125rem] text-soft">{t("offline")}</p>;
  if (state === "failed")
    return (
      <div role="alert" className="flex items-center justify-between gap-3 px-2.5 py-2 text-[0.8125rem] text-bad">
        <span>{t("failed")}</span>
        <Button size="small" onClick={onRetry}>
          {t("retry")}
        </Button>
      </div>
    );
  if (state === "searching" && found === 0)
    return (
      <p className="animate-pulse px-2.5 py-3 text-[0.8125rem] text-soft motion-reduce:animate-none">
        {t("searching")}
      </p>
    );
  if (state === "done" && found === 0)
    return (
      <div className="px-2.5 py-3 text-[0.8125rem]">
        <p className="font-medium wrap-anywhere">{t("empty", { q: typed.trim() })}</p>
        <p className="text-soft">{t("emptyHelp")}</p>
      </div>
    );
  return null;
};
