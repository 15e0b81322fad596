"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Search, X } from "lucide-react";
import { useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { CommandList } from "#features/command/command-list.tsx";
import { useCommandGroups } from "#features/command/use-command-groups.ts";

type Props = { open: boolean; onClose: () => void };

const BACKDROP =
  "fixed inset-0 z-40 min-h-dvh bg-black/45 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 motion-reduce:transition-none";
const POPUP =
  "fixed inset-x-0 top-0 z-50 mx-auto flex max-h-dvh w-full flex-col overflow-hidden border border-line bg-surface text-ink shadow-popup outline-none " +
  "transition-[scale,opacity] duration-150 data-ending-style:scale-[0.98] data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-starting-style:opacity-0 motion-reduce:transition-none " +
  "max-sm:h-dvh max-sm:border-0 sm:top-[8vh] sm:max-h-[min(42rem,84vh)] sm:w-[38rem] sm:max-w-[calc(100vw-2rem)] sm:rounded-2xl";

/** Search and commands by keyboard: an input with a list below it (combobox pattern of WAI-ARIA). Escape gives the focus back. */
export const CommandPalette = ({ open, onClose }: Props) => {
  const t = useTranslations("command");
  const input = useRef<HTMLInputElement>(null);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={BACKDROP} />
        <Dialog.Popup className={POPUP} initialFocus={input}>
          <Dialog.Title className="sr-only">{t("title")}</Dialog.Title>
          <Content input={input} onClose={onClose} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
};

const Content = ({ input, onClose }: { input: React.RefObject<HTMLInputElement | null>; onClose: () => void }) => {
  const t = useTranslations("command");
  const listId = useId();
  const [typed, setTyped] = useState("");
  const [isPicking, setIsPicking] = useState(false);
  const type = (next: string) => setTyped(next);
  const pick = (picking: boolean) => {
    setIsPicking(picking);
    setTyped("");
    input.current?.focus();
  };
  const { groups, state, retry, run } = useCommandGroups({ typed, isPicking, pick, onClose });
  const items = groups.flatMap((group) => group.items);
  const [activeId, setActiveId] = useState<string | null>(null);
  const found = items.findIndex(({ id }) => id === activeId);
  const active = Math.max(0, found);
  const optionId = (index: number) => `${listId}-${index}`;
  const moveTo = (index: number) => setActiveId(items[index]?.id ?? null);

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = items.length - 1;
    const places: Record<string, number> = {
      ArrowDown: active === last ? 0 : active + 1,
      ArrowUp: active === 0 ? last : active - 1,
      PageDown: Math.min(last, active + 8),
      PageUp: Math.max(0, active - 8),
    };
    const place = places[event.key];
    const item = items[active];
    if (place !== undefined) moveTo(place);
    else if (event.key === "Enter" && item) run(item);
    else if (event.key === "Backspace" && typed === "" && isPicking) pick(false);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search aria-hidden className="size-4.5 shrink-0 text-faint" />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label={isPicking ? t("pickWebhook") : t("title")}
          aria-expanded={items.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={items.length > 0 ? optionId(active) : undefined}
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          maxLength={200}
          value={typed}
          placeholder={isPicking ? t("pickWebhook") : t("placeholder")}
          onChange={(event) => {
            type(event.target.value);
            setActiveId(null);
          }}
          onKeyDown={onKeyDown}
          className="h-13 min-w-0 flex-1 bg-transparent text-base text-ellipsis outline-none placeholder:text-faint"
        />
        <Dialog.Close
          aria-label={t("keys.close")}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-soft hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </Dialog.Close>
      </div>
      <CommandList
        id={listId}
        groups={groups}
        active={active}
        optionId={optionId}
        state={state}
        typed={typed}
        onRetry={retry}
        onActive={moveTo}
        onRun={run}
      />
      <KeyHints />
    </>
  );
};

const KeyHints = () => {
  const t = useTranslations("command.keys");
  const hints = [
    { keys: "↑ ↓", name: t("move") },
    { keys: "↵", name: t("open") },
    { keys: "Esc", name: t("close") },
  ];
  return (
    <div aria-hidden className="flex gap-4 border-t border-line bg-sunken px-4 py-2 text-xs text-faint max-sm:hidden">
      {hints.map(({ keys, name }) => (
        <span key={keys} className="inline-flex items-center gap-1.5">
          <kbd className="font-sans font-medium text-soft">{keys}</kbd>
          <span>{name}</span>
        </span>
      ))}
    </div>
  );
};
