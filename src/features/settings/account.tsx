"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarCheck } from "lucide-react";
import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { DetailList } from "#components/ui/detail-list.tsx";
import { dotted } from "#components/ui/dotted.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ErrorState, LoadingRows, Notice } from "#components/ui/states.tsx";
import { errorText } from "#features/request-error.ts";
import { ChangePassword } from "#features/settings/change-password.tsx";
import { LanguageAndTime } from "#features/settings/language-and-time.tsx";
import { SecondFactor } from "#features/settings/second-factor.tsx";
import type { Locale } from "#features/translate.ts";
import { useTRPC } from "#trpc/client.tsx";

/** @param chosenLocale null follows the browser */
export const Account = ({ chosenLocale }: { chosenLocale: Locale | null }) => {
  const t = useTranslations("settings.account");
  const trpc = useTRPC();
  const account = useQuery(trpc.account.get.queryOptions());
  return (
    <>
      <PageHeader title={t("title")} />
      {account.isPending ? (
        <LoadingRows rows={3} />
      ) : account.isError ? (
        <ErrorState message={errorText(account.error)} onRetry={() => account.refetch()} />
      ) : (
        <div className="flex flex-col gap-5">
          <You account={account.data} />
          <LanguageAndTime chosen={chosenLocale} />
          {account.data.kind === "portal" ? (
            <Notice icon={CalendarCheck} tone="calm" title={t("portalTitle")}>
              {t("portalAbout")}
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

const You = ({
  account: { name, email, role },
}: {
  account: { name: string; email: string | null; role: "admin" | "viewer" };
}) => {
  const t = useTranslations("settings.account");
  const tRole = useTranslations("settings.roles");
  return (
    <Card title={t("you")}>
      <DetailList
        items={[
          { label: t("name"), value: name },
          ...(email ? [{ label: t("email"), value: email }] : []),
          {
            label: t("role"),
            value: (
              <>
                <span>{tRole(role)}</span>
                <span className="text-faint">{dotted(["", tRole(`${role}Hint`)])}</span>
              </>
            ),
          },
        ]}
      />
    </Card>
  );
};
