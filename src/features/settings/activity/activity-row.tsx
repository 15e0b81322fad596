import { CalendarX, History, KeyRound, LogIn, type LucideIcon, RotateCw, Send, Users, Webhook } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Time } from "#components/ui/time.tsx";
import type { AuditView } from "#domain/audit/audit.schema.ts";

const ICONS: Record<string, LucideIcon> = {
  webhook: Webhook,
  delivery: Send,
  recovery: RotateCw,
  api_key: KeyRound,
  session: LogIn,
  user: Users,
  event: CalendarX,
};

/** Links to the changed object; the page of a deleted object says so. */
const PLACES: Record<string, string> = { webhook: "/webhooks", delivery: "/deliveries", event: "/events" };

export const ActivityRow = ({ entry, sentence }: { entry: AuditView; sentence: string }) => {
  const t = useTranslations("settings.activity");
  const { kind, id } = entry.target;
  const Icon = ICONS[kind] ?? History;
  const place = PLACES[kind];
  const isThere = place && id && entry.action !== "webhook.deleted";
  return (
    <li className="flex items-center gap-x-4 px-4 py-3.5 sm:px-5">
      <Icon aria-hidden className="size-4 shrink-0 text-faint" />
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1">
        <div className="flex min-w-0 flex-1 basis-56 flex-col">
          <span className="break-words">
            {isThere ? (
              <Link href={`${place}/${id}`} className="hover:text-accent hover:underline">
                {sentence}
              </Link>
            ) : (
              sentence
            )}
          </span>
          {entry.address && (
            <span className="truncate text-xs text-faint" title={entry.userAgent ?? undefined}>
              {t("from", { address: entry.address })}
            </span>
          )}
        </div>
        <Time at={entry.at} className="text-[0.8125rem] text-soft sm:min-w-28 sm:text-right" />
      </div>
    </li>
  );
};
