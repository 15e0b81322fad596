"use client";

import { Search } from "lucide-react";
import {
  type ComponentType,
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from "react";
import { useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";
import { useNotify } from "#components/ui/notify.ts";

type Palette = ComponentType<{ open: boolean; onClose: () => void }>;

type Command = { open: () => void; load: () => void; palette: ReactNode };

const CommandContext = createContext<Command>({ open: () => {}, load: () => {}, palette: null });

const importPalette = () => import("#features/command/command-palette.tsx");

/** Opens the palette by button and by ⌘K or Ctrl+K. Its code loads with the first use. */
export const CommandProvider = ({ children }: { children: ReactNode }) => {
  const t = useTranslations("command");
  const notify = useNotify();
  const [Palette, setPalette] = useState<Palette | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const load = () => {
    importPalette().catch(() => {});
  };
  const open = async () => {
    try {
      const { CommandPalette } = await importPalette();
      setPalette(() => CommandPalette);
      setIsOpen(true);
    } catch {
      notify({ title: t("loadFailed"), description: t("loadFailedAbout"), bad: true });
    }
  };
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (isOpen) setIsOpen(false);
    // Another dialog keeps the focus, and may hold something that is not shown again.
    else if (!document.querySelector("[role=dialog], [role=alertdialog]")) open();
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => press(event);
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  const palette = Palette && <Palette open={isOpen} onClose={() => setIsOpen(false)} />;
  return <CommandContext value={{ open, load, palette }}>{children}</CommandContext>;
};

/** Place of the palette: inside of the shell, which knows the mode. */
export const CommandPlace = () => useContext(CommandContext).palette;

const never = () => () => {};
const isMac = () => /Mac|iPhone|iPad/.test(window.navigator.platform);

const useShortcut = (): string => {
  const t = useTranslations("command.shortcut");
  return useSyncExternalStore(never, isMac, () => false) ? t("mac") : t("other");
};

/** Visible way into the palette. `iconOnly` for narrow bars. */
export const CommandButton = ({ iconOnly = false }: { iconOnly?: boolean }) => {
  const t = useTranslations("command");
  const { open, load } = useContext(CommandContext);
  const shortcut = useShortcut();
  return (
    <button
      type="button"
      onClick={open}
      onPointerEnter={load}
      onFocus={load}
      aria-haspopup="dialog"
      aria-keyshortcuts="Meta+K Control+K"
      className={classNames(
        "inline-flex items-center rounded-lg",
        iconOnly
          ? "size-9 shrink-0 justify-center text-soft hover:bg-hover hover:text-ink"
          : "h-9 w-full gap-2.5 border border-field bg-surface px-2.5 text-soft shadow-card hover:border-soft hover:text-ink",
      )}
    >
      <Search aria-hidden className="size-4 shrink-0" />
      <span className={iconOnly ? "sr-only" : "min-w-0 flex-1 truncate text-left"}>{t("button")}</span>
      {!iconOnly && (
        <kbd
          aria-hidden
          className="rounded border border-line bg-sunken px-1.5 font-sans text-[0.6875rem] leading-5 whitespace-nowrap text-faint"
        >
          {shortcut}
        </kbd>
      )}
    </button>
  );
};
