"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { UserPlus, Users } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import type { CreatedInviteView } from "#domain/members/member.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { getNextPageParam, membersInput } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { InviteList } from "#features/settings/members/invite-list.tsx";
import { lastAdminId } from "#features/settings/members/last-admin.ts";
import { MemberRow } from "#features/settings/members/member-row.tsx";
import { useTRPC } from "#trpc/client.tsx";

const InviteDialog = dynamic(
  () => import("#features/settings/members/invite-dialog.tsx").then(({ InviteDialog }) => InviteDialog),
  { ssr: false },
);

export const Members = ({ viewerId }: { viewerId: string }) => {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const members = useInfiniteQuery(trpc.members.list.infiniteQueryOptions(membersInput, { getNextPageParam }));
  const invites = useQuery(trpc.members.invites.queryOptions());
  const [isInviting, setInviting] = useState(false);
  const [renewed, setRenewed] = useState<CreatedInviteView>();
  const rows = members.data?.pages.flatMap(({ data }) => data) ?? [];
  const lastAdmin = lastAdminId(rows, { isComplete: !members.hasNextPage });
  const invite = (
    <AdminOnly>
      <Button variant="primary" icon={UserPlus} onClick={() => setInviting(true)}>
        {t("invite")}
      </Button>
    </AdminOnly>
  );
  const close = () => {
    setInviting(false);
    setRenewed(undefined);
  };
  return (
    <>
      <PageHeader title={t("title")} description={t("about")} actions={rows.length > 0 && invite} />
      <div className="flex flex-col gap-5">
        <Card flush>
          {members.isPending ? (
            <LoadingRows rows={3} />
          ) : members.isError ? (
            <ErrorState message={errorText(members.error)} onRetry={() => members.refetch()} />
          ) : rows.length === 0 ? (
            <EmptyState icon={Users} title={t("empty")} action={invite}>
              {t("emptyAbout")}
            </EmptyState>
          ) : (
            <ul aria-label={t("list")} className="divide-y divide-line">
              {rows.map((member) => (
                <MemberRow
                  key={member.id}
                  member={member}
                  isMe={member.id === viewerId}
                  isLastAdmin={member.id === lastAdmin}
                />
              ))}
            </ul>
          )}
        </Card>
        {members.hasNextPage && (
          <Button className="self-center" pending={members.isFetchingNextPage} onClick={() => members.fetchNextPage()}>
            <More isLoading={members.isFetchingNextPage} />
          </Button>
        )}
        <InviteList invites={invites.data?.data ?? []} onRenewed={setRenewed} />
        {rows.length > 0 && <p className="text-[0.8125rem] text-faint">{t("portalNote")}</p>}
      </div>
      {(isInviting || renewed) && (
        <InviteDialog known={rows.map(({ email }) => email)} renewed={renewed} onClose={close} />
      )}
    </>
  );
};

const More = ({ isLoading }: { isLoading: boolean }) => {
  const t = useTranslations("settings");
  return <span>{isLoading ? t("loading") : t("more")}</span>;
};
