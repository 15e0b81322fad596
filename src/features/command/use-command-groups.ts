import { keepPreviousData, onlineManager, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { leavePage } from "#components/ui/hold-leaving.ts";
import { chooseTheme } from "#components/ui/theme-toggle.tsx";
import type { SearchResult } from "#domain/search/search.schema.ts";
import { useIsAdmin } from "#features/auth/role.tsx";
import { type CommandGroup, type CommandItem, itemsFor, pageOf } from "#features/command/command-items.ts";
import type { SearchState } from "#features/command/command-list.tsx";
import { useMode } from "#features/current-mode.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { webhookName } from "#features/labels/webhook-name.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { useSwitchMode } from "#features/shell/mode.tsx";
import { useTRPC } from "#trpc/client.tsx";

/** Time without a keystroke before the server is asked. */
const TYPED_AFTER_MS = 120;
const QUERY_CHARS_MIN = 2;
/** Webhooks shown before anything is typed. */
const WEBHOOKS_SHOWN = 5;

type Asked = { typed: string; isPicking: boolean; pick: (picking: boolean) => void; onClose: () => void };

/** Builds the list for what was typed, and does what a person chooses. */
export const useCommandGroups = ({ typed, isPicking, pick, onClose }: Asked) => {
  const t = useTranslations("command");
  const router = useRouter();
  const switchMode = useSwitchMode();
  const webhooks = useWebhookItems();
  const actions = useActions(webhooks.length > 0);
  const { found, state, retry } = useFound(isPicking ? "" : typed);

  const run = ({ command }: CommandItem) => {
    if (command.kind === "pickWebhook") return pick(true);
    onClose();
    if (command.kind === "page") leavePage(() => router.push(command.href));
    else if (command.kind === "mode") switchMode(command.mode);
    else chooseTheme(command.theme);
  };

  const q = typed.trim();
  const pages = usePages();
  const themes = useThemes();
  const group = (id: string, label: string, items: readonly CommandItem[]): CommandGroup => ({
    id,
    label,
    items: itemsFor(typed, items),
  });
  const toTest = webhooks.map((item) => ({
    ...item,
    id: `test-${item.id}`,
    icon: "test",
    command: { kind: "page", href: `${item.href}?tab=test` } as const,
  }));
  const inDeliveries: CommandItem = {
    id: "in-deliveries",
    icon: "search",
    title: t("inDeliveries", { q }),
    detail: "",
    command: { kind: "page", href: `/deliveries?q=${encodeURIComponent(q)}` },
  };
  const groups = isPicking
    ? [group("webhooks", t("groups.webhooks"), toTest)]
    : [
        ...found,
        ...(q === "" ? [group("webhooks", t("groups.webhooks"), webhooks.slice(0, WEBHOOKS_SHOWN))] : []),
        group("actions", t("groups.actions"), actions),
        group("pages", t("groups.pages"), pages),
        group("themes", t("groups.themes"), themes),
        ...(q === "" ? [] : [{ id: "in", label: t("pages.deliveries"), items: [inDeliveries] }]),
      ];
  return { groups: groups.filter(({ items }) => items.length > 0), state, retry, run };
};

const useWebhookItems = (): (CommandItem & { href: string })[] => {
  const { data } = useQuery(useTRPC().webhooks.list.queryOptions(allWebhooks(useMode())));
  return (data?.data ?? []).map((webhook) => {
    const href = `/webhooks/${webhook.id}`;
    return {
      id: webhook.id,
      icon: "webhook",
      title: webhookName(webhook),
      detail: "",
      href,
      command: { kind: "page", href },
    };
  });
};

const page = (id: string, title: string, href: string, icon: string): CommandItem => ({
  id,
  icon,
  title,
  detail: "",
  command: { kind: "page", href },
});

const usePages = (): CommandItem[] => {
  const t = useTranslations("command.pages");
  return [
    page("home", t("home"), "/", "home"),
    page("to-webhooks", t("webhooks"), "/webhooks", "webhook"),
    page("to-deliveries", t("deliveries"), "/deliveries", "delivery"),
    page("to-events", t("events"), "/events", "event"),
    page("to-playground", t("playground"), "/playground", "playground"),
    page("to-settings", t("settings"), "/settings", "settings"),
  ];
};

/** Viewers get no action that changes something, nor one that sends. */
const useActions = (hasWebhooks: boolean): CommandItem[] => {
  const t = useTranslations("command.actions");
  const isAdmin = useIsAdmin();
  const other = useMode() === "live" ? "test" : "live";
  const forAdmins: CommandItem[] = [
    page("create", t("createWebhook"), "/webhooks/new", "create"),
    ...(hasWebhooks
      ? [{ id: "send-test", icon: "test", title: t("sendTest"), detail: "", command: { kind: "pickWebhook" } as const }]
      : []),
  ];
  return [
    ...(isAdmin ? forAdmins : []),
    {
      id: "mode",
      icon: "mode",
      title: t(other === "test" ? "toTest" : "toLive"),
      detail: "",
      command: { kind: "mode", mode: other },
    },
  ];
};

const useThemes = (): CommandItem[] => {
  const t = useTranslations("command.themes");
  return (["light", "dark", "system"] as const).map((theme) => ({
    id: theme,
    icon: theme,
    title: t(theme),
    detail: "",
    command: { kind: "theme", theme },
  }));
};

/** Kinds with a name of their own in the list. */
const NAMED = [
  "webhook",
  "customer",
  "appointment",
  "staff",
  "service",
  "payment",
  "order",
  "form",
  "waitlist",
  "event",
  "delivery",
] as const;

const useFound = (typed: string): { found: CommandGroup[]; state: SearchState; retry: () => void } => {
  const t = useTranslations("command.groups");
  const words = useEventWords();
  const mode = useMode();
  const isOnline = useSyncExternalStore(hearConnection, isConnected, () => true);
  const q = useSettled(typed.trim());
  const isAsked = q.length >= QUERY_CHARS_MIN && typed.trim().length >= QUERY_CHARS_MIN;
  const { data, isError, isFetching, isPlaceholderData, refetch } = useQuery({
    ...useTRPC().search.find.queryOptions({ q, mode }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  const retry = () => void refetch();
  if (typed.trim().length < QUERY_CHARS_MIN) return { found: [], state: "idle", retry };
  const results = isAsked ? (data?.data ?? []) : [];
  const isWaiting = q !== typed.trim() || isPlaceholderData || (isFetching && !data);
  const state = !isOnline ? "offline" : isError ? "failed" : isWaiting ? "searching" : "done";
  const kinds = [...new Set(results.map(({ kind }) => kind))];
  const found = kinds.map((kind) => {
    const named = NAMED.find((one) => one === kind);
    const items = results.filter((result) => result.kind === kind).map((result) => toItem(result, words.label));
    return { id: `found-${kind}`, label: t(named ?? "other"), items };
  });
  return { found, state, retry };
};

const toItem = ({ kind, id, title, detail }: SearchResult, label: (event: string) => string): CommandItem => ({
  id: `${kind}-${id}`,
  icon: kind,
  title,
  detail: kind === "event" || kind === "delivery" ? label(detail) : detail,
  command: { kind: "page", href: pageOf({ kind, id }) },
});

const hearConnection = (hear: () => void) => onlineManager.subscribe(hear);
const isConnected = () => onlineManager.isOnline();

/** The text, once nothing was typed for a moment. */
const useSettled = (text: string): string => {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
};
