"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ShieldCheck, ShieldOff } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { ANY_ANSWER, CODES_ANSWER } from "#features/settings/auth-answers.ts";
import { PasswordStep } from "#features/settings/password-step.tsx";
import { RecoveryCodes } from "#features/settings/recovery-codes.tsx";
import { useTRPC } from "#trpc/client.tsx";

const SetUpSecondFactor = dynamic(
  () => import("#features/settings/set-up-second-factor.tsx").then(({ SetUpSecondFactor }) => SetUpSecondFactor),
  { ssr: false },
);

/** Turns the second factor on or off, and creates new recovery codes. */
export const SecondFactor = ({ isOn }: { isOn: boolean }) => {
  const t = useTranslations("settings.twoFactor");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [open, setOpen] = useState<"set up" | "codes" | "off">();
  const close = () => {
    setOpen(undefined);
    queryClient.invalidateQueries(trpc.account.pathFilter());
  };
  return (
    <Card title={t("title")} description={t("about")}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Badge tone={isOn ? "ok" : "calm"} icon={isOn ? ShieldCheck : ShieldOff}>
          {isOn ? t("on") : t("off")}
        </Badge>
        {isOn ? (
          <>
            <Button onClick={() => setOpen("codes")}>{t("newCodes")}</Button>
            <Button variant="quietDanger" onClick={() => setOpen("off")}>
              {t("turnOff")}
            </Button>
          </>
        ) : (
          <Button variant="primary" icon={ShieldCheck} onClick={() => setOpen("set up")}>
            {t("setUp")}
          </Button>
        )}
      </div>
      {open === "set up" && <SetUpSecondFactor onClose={close} />}
      <NewCodes open={open === "codes"} onClose={close} />
      <Dialog open={open === "off"} onClose={close} title={t("offTitle")} description={t("offAbout")}>
        <PasswordStep
          path="/two-factor/disable"
          answer={ANY_ANSWER}
          confirm={t("turnOff")}
          onClose={close}
          onDone={() => {
            notify({ title: t("isOff") });
            close();
          }}
        />
      </Dialog>
    </Card>
  );
};

const NewCodes = ({ open, onClose }: { open: boolean; onClose: () => void }) => {
  const t = useTranslations("settings.twoFactor");
  const [codes, setCodes] = useState<readonly string[]>();
  const close = () => {
    setCodes(undefined);
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      mustConfirm={codes !== undefined}
      title={t("codesTitle")}
      description={codes ? undefined : t("codesAbout")}
    >
      {codes ? (
        <RecoveryCodes codes={codes} onDone={close} />
      ) : (
        <PasswordStep
          path="/two-factor/generate-backup-codes"
          answer={CODES_ANSWER}
          confirm={t("codesConfirm")}
          onClose={close}
          onDone={({ backupCodes }) => setCodes(backupCodes)}
        />
      )}
    </Dialog>
  );
};
