import { CalendarClock, CircleAlert, Clock } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState, Notice } from "#components/ui/states.tsx";
import { EventEntry } from "#features/playground/week/event-entry.tsx";
import type { PlaygroundState, PlaygroundStore } from "#features/playground/week/playground-store.ts";
import { useOutcomes } from "#features/playground/week/use-outcomes.ts";
import { errorText } from "#features/request-error.ts";
import { LiveBadge } from "#features/shell/live.tsx";

type Props = {
  state: PlaygroundState;
  store: PlaygroundStore;
  nameOf: (webhookId: string) => string;
  hasWebhook: boolean;
};

/** Events of the acts, newest first, with the deliveries of each one as they come. */
export const EventPanel = ({ state: { happenings, pausedBy }, store, nameOf, hasWebhook }: Props) => {
  const t = useTranslations("playground.week");
  const { byEvent, query } = useOutcomes(happenings);
  const waiting = happenings.filter(({ state }) => state === "waiting").length;
  return (
    <Card flush title={t("events")} description={t("eventsHint")} action={<LiveBadge />}>
      <div role="status">
        {pausedBy && waiting > 0 && (
          <div className="px-3 pb-3">
            <Notice
              icon={Clock}
              tone="warn"
              title={t("waitingTitle", { count: waiting })}
              action={
                <Button size="small" onClick={store.sendNow}>
                  {t("sendNow")}
                </Button>
              }
            >
              {pausedBy}
            </Notice>
          </div>
        )}
        {query.isError && happenings.length > 0 && (
          <div className="px-3 pb-3">
            <Notice
              icon={CircleAlert}
              tone="bad"
              title={errorText(query.error)}
              action={
                <Button size="small" onClick={() => query.refetch()}>
                  {t("tryAgain")}
                </Button>
              }
            />
          </div>
        )}
      </div>
      {happenings.length === 0 ? (
        <EmptyState icon={CalendarClock} title={t("noEvents")}>
          {t("noEventsText")}
        </EmptyState>
      ) : (
        <ol
          aria-label={t("events")}
          className="max-h-[44rem] divide-y divide-line overflow-y-auto border-t border-line"
        >
          {happenings.map((happening) => (
            <EventEntry
              key={happening.id}
              happening={happening}
              isPaused={pausedBy !== null}
              outcomes={byEvent.get(happening.eventId ?? "") ?? []}
              nameOf={nameOf}
              hasWebhook={hasWebhook}
            />
          ))}
        </ol>
      )}
    </Card>
  );
};
