"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ShieldCheck, ShieldOff } from "lucide-react";
import { useState } from "react";
import { z } from "zod";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { useNotify } from "#components/ui/toast.tsx";
import { PasswordStep } from "#features/settings/password-step.tsx";
import { RecoveryCodes } from "#features/settings/recovery-codes.tsx";
import { SetUpSecondFactor } from "#features/settings/set-up-second-factor.tsx";
import { useTRPC } from "#trpc/client.tsx";

/** Turns the second factor on or off, and creates new recovery codes. */
export const SecondFactor = ({ isOn }: { isOn: boolean }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [open, setOpen] = useState<"set up" | "codes" | "off">();
  const close = () => {
    setOpen(undefined);
    queryClient.invalidateQueries(trpc.account.pathFilter());
  };
  return (
    <Card
      title="Second factor"
      description="A code from an app on your phone, asked for after your password. A stolen password alone then opens nothing."
      action={
        isOn ? (
          <Badge tone="ok" icon={ShieldCheck}>
            On
          </Badge>
        ) : (
          <Badge tone="calm" icon={ShieldOff}>
            Off
          </Badge>
        )
      }
    >
      <div className="flex flex-wrap gap-2">
        {isOn ? (
          <>
            <Button onClick={() => setOpen("codes")}>New recovery codes</Button>
            <Button variant="quietDanger" onClick={() => setOpen("off")}>
              Turn off
            </Button>
          </>
        ) : (
          <Button variant="primary" icon={ShieldCheck} onClick={() => setOpen("set up")}>
            Set up
          </Button>
        )}
      </div>
      <SetUpSecondFactor open={open === "set up"} onClose={close} />
      <NewCodes open={open === "codes"} onClose={close} />
      <Dialog
        open={open === "off"}
        onClose={close}
        title="Turn the second factor off?"
        description="From then on your password alone opens your account."
      >
        <PasswordStep
          path="/two-factor/disable"
          answer={z.unknown()}
          confirm="Turn off"
          onClose={close}
          onDone={() => {
            notify({ title: "The second factor is off" });
            close();
          }}
        />
      </Dialog>
    </Card>
  );
};

const codesAnswer = z.object({ backupCodes: z.array(z.string()) });

const NewCodes = ({ open, onClose }: { open: boolean; onClose: () => void }) => {
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
      title="New recovery codes"
      description={codes ? undefined : "The codes that you have now stop working."}
    >
      {codes ? (
        <RecoveryCodes codes={codes} onDone={close} />
      ) : (
        <PasswordStep
          path="/two-factor/generate-backup-codes"
          answer={codesAnswer}
          confirm="Make new codes"
          onClose={close}
          onDone={({ backupCodes }) => setCodes(backupCodes)}
        />
      )}
    </Dialog>
  );
};
