import type { ReactNode } from "react";
import { chosenMode } from "#app/chosen-mode.ts";
import { chosenTheme } from "#app/chosen-theme.ts";
import { requireSession } from "#app/require-session.ts";
import { ToastProvider } from "#components/ui/toast.tsx";
import { sessionMark } from "#domain/sessions/session-mark.ts";
import { getTenantName } from "#domain/tenants/get-tenant-name.ts";
import { RoleProvider } from "#features/auth/role.tsx";
import { LiveUpdates } from "#features/shell/live.tsx";
import { Shell } from "#features/shell/shell.tsx";
import { deps } from "#server/deps.ts";
import { TrpcProvider } from "#trpc/client.tsx";

/** Pages check the session themselves: Next does not render a layout again between pages. */
const DashboardLayout = async ({ children }: { children: ReactNode }) => {
  const session = await requireSession();
  const { tenantId, email, name, role } = session;
  return (
    <TrpcProvider>
      <ToastProvider>
        <LiveUpdates mark={sessionMark(session)}>
          <RoleProvider role={role}>
            <Shell
              tenantName={await getTenantName(deps(), { tenantId })}
              person={email ?? name}
              theme={await chosenTheme()}
              mode={await chosenMode()}
            >
              {children}
            </Shell>
          </RoleProvider>
        </LiveUpdates>
      </ToastProvider>
    </TrpcProvider>
  );
};

export default DashboardLayout;
