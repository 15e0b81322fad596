"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Field } from "#components/ui/field.tsx";
import { takeLostFocus } from "#components/ui/take-focus.ts";
import { CodeInput } from "#features/auth/code-input.tsx";
import { postAuth } from "#features/auth/post-auth.ts";
import { PasswordStep } from "#features/settings/password-step.tsx";
import { QrCode } from "#features/settings/qr-code.tsx";
import { RecoveryCodes } from "#features/settings/recovery-codes.tsx";

const answer = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) });
type Started = z.output<typeof answer>;

const WRONG_CODE = "This code is not right. Check that the app shows Bellhop, and take the code that it shows now.";

/** Steps: password, QR code, first code as proof, recovery codes. */
export const SetUpSecondFactor = ({ open, onClose }: { open: boolean; onClose: () => void }) => {
  const [started, setStarted] = useState<Started>();
  const [isDone, setDone] = useState(false);
  const close = () => {
    setStarted(undefined);
    setDone(false);
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      mustConfirm={isDone}
      title={isDone ? "The second factor is on" : "Set up a second factor"}
    >
      {!started ? (
        <PasswordStep
          path="/two-factor/enable"
          answer={answer}
          confirm="Continue"
          onClose={close}
          onDone={setStarted}
        />
      ) : isDone ? (
        <RecoveryCodes codes={started.backupCodes} onDone={close} />
      ) : (
        <FirstCode totpUri={started.totpURI} onClose={close} onDone={() => setDone(true)} />
      )}
    </Dialog>
  );
};

const FirstCode = ({ totpUri, onClose, onDone }: { totpUri: string; onClose: () => void; onDone: () => void }) => {
  const auth = useTranslations("auth");
  const [problem, setProblem] = useState<string>();
  const [pending, setPending] = useState(false);
  const key = new URL(totpUri).searchParams.get("secret") ?? "";
  const verify = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code")).replaceAll(/\s/g, "");
    setPending(true);
    setProblem(undefined);
    const words = { 400: WRONG_CODE, 401: WRONG_CODE, other: auth("ourFault") };
    const result = await postAuth("/two-factor/verify-totp", { code }, { answer: z.unknown(), words });
    setPending(false);
    if (result.ok) onDone();
    else setProblem(result.problem);
  };
  return (
    <form method="post" onSubmit={verify} className="flex flex-col gap-4">
      <p className="text-sm text-soft">
        <span>Scan this with an authenticator app on your phone. If the app is on this device, </span>
        <a href={totpUri} className="font-medium text-accent hover:underline">
          open it with the key
        </a>
        <span>.</span>
      </p>
      <div className="flex justify-center">
        <QrCode text={totpUri} label="Code to scan with an authenticator app" />
      </div>
      <Disclosure summary="Enter the key by hand instead">
        <div className="flex flex-col items-stretch gap-2 sm:flex-row sm:items-center">
          <code
            translate="no"
            className="min-w-0 grow rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-[0.8125rem] break-all select-all"
          >
            {key}
          </code>
          <CopyButton text={key} what="key" variant="secondary" size="medium" />
        </div>
      </Disclosure>
      <Field label="Code that the app shows" error={problem}>
        {(control) => <CodeInput {...control} ref={takeLostFocus} />}
      </Field>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={pending}>
          Turn on
        </Button>
      </div>
    </form>
  );
};
