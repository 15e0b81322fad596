import type { ReactNode } from "react";
import { chosenMode } from "#app/chosen-mode.ts";
import { chosenTheme } from "#app/chosen-theme.ts";
import { pageFacts } from "#app/page-facts.ts";
import { requireSession } from "#app/require-session.ts";
import { ToastProvider } from "#components/ui/toast.tsx";
import { eventTypeTexts } from "#domain/event-types/event-type-texts.ts";
import { personMark } from "#domain/sessions/person-mark.ts";
import { sessionMark } from "#domain/sessions/session-mark.ts";
import { getTenantName } from "#domain/tenants/get-tenant-name.ts";
import { RoleProvider } from "#features/auth/role.tsx";
import { CommandButton, CommandPlace, CommandProvider } from "#features/command/command-provider.tsx";
import { EventTypeTexts } from "#features/labels/event-words.tsx";
import { LiveUpdates } from "#features/shell/live.tsx";
import { Shell } from "#features/shell/shell.tsx";
import { PageFacts } from "#features/texts/page-facts.tsx";
import { WordedTrpc } from "#features/worded-trpc.tsx";
import { deps } from "#server/deps.ts";

/** Pages check the session themselves: Next does not render a layout again between pages. */
const DashboardLayout = async ({ children }: { children: ReactNode }) => {
  const session = await requireSession();
  const { tenantId, email, name, role } = session;
  const person = personMark(session);
  const facts = await pageFacts();
  return (
    <PageFacts {...facts}>
      <EventTypeTexts texts={eventTypeTexts(facts.locale, await deps().platformTypes.read())}>
        {/* Another person in the same browser gets nothing of what was read and typed before: what tabs keep has the mark in its key. */}
        <WordedTrpc key={person} person={person}>
          <ToastProvider>
            <LiveUpdates mark={sessionMark(session)}>
              <RoleProvider role={role}>
                <CommandProvider>
                  <Shell
                    tenantName={await getTenantName(deps(), { tenantId })}
                    person={email ?? name}
                    theme={await chosenTheme()}
                    mode={await chosenMode()}
                    isSendingPaused={deps().pauses.isTenantPaused(tenantId)}
                    search={<CommandButton />}
                    searchIcon={<CommandButton iconOnly />}
                  >
                    <CommandPlace />
                    {children}
                  </Shell>
                </CommandProvider>
              </RoleProvider>
            </LiveUpdates>
          </ToastProvider>
        </WordedTrpc>
      </EventTypeTexts>
    </PageFacts>
  );
};

export default DashboardLayout;
