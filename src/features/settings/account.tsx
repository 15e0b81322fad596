"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarCheck } from "lucide-react";
import { Card } from "#components/ui/card.tsx";
import { DetailList } from "#components/ui/detail-list.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ErrorState, LoadingRows, Notice } from "#components/ui/states.tsx";
import { errorText } from "#features/request-error.ts";
import { ChangePassword } from "#features/settings/change-password.tsx";
import { SecondFactor } from "#features/settings/second-factor.tsx";
import { useTRPC } from "#trpc/client.tsx";

const ROLES = { admin: "Admin: may see and change everything", viewer: "Viewer: may look, but not change anything" };

export const Account = () => {
  const trpc = useTRPC();
  const account = useQuery(trpc.account.get.queryOptions());
  return (
    <>
      <PageHeader title="Your account" />
      {account.isPending ? (
        <LoadingRows rows={3} />
      ) : account.isError ? (
        <ErrorState message={errorText(account.error)} onRetry={() => account.refetch()} />
      ) : (
        <div className="flex flex-col gap-5">
          <Card title="You">
            <DetailList
              items={[
                { label: "Name", value: account.data.name },
                ...(account.data.email ? [{ label: "Email", value: account.data.email }] : []),
                { label: "Role", value: ROLES[account.data.role] },
              ]}
            />
          </Card>
          {account.data.kind === "portal" ? (
            <Notice icon={CalendarCheck} tone="calm" title="You came here from your booking system">
              You need no password here: your booking system says who you are. Passwords and second factors are set
              there.
            </Notice>
          ) : (
            <>
              <ChangePassword email={account.data.email ?? ""} />
              <SecondFactor isOn={account.data.hasSecondFactor} />
            </>
          )}
        </div>
      )}
    </>
  );
};
