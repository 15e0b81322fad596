"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Field } from "#components/ui/field.tsx";
import { RichText } from "#components/ui/rich-text.tsx";
import { takeLostFocus } from "#components/ui/take-focus.ts";
import { CodeInput } from "#features/auth/code-input.tsx";
import { ANY_ANSWER, STARTED_ANSWER, type Started } from "#features/settings/auth-answers.ts";
import { PasswordStep } from "#features/settings/password-step.tsx";
import { QrCode } from "#features/settings/qr-code.tsx";
import { RecoveryCodes } from "#features/settings/recovery-codes.tsx";
import { useOwnAuth } from "#features/settings/use-own-auth.ts";
import { useBrand } from "#features/shell/brand.tsx";
import { useReplaceSession } from "#features/shell/live.tsx";

/** Steps: password, QR code, first code as proof, recovery codes. */
export const SetUpSecondFactor = ({ onClose }: { onClose: () => void }) => {
  const t = useTranslations("settings.twoFactor");
  const tSettings = useTranslations("settings");
  const [started, setStarted] = useState<Started>();
  const [isDone, setDone] = useState(false);
  return (
    <Dialog
      open
      onClose={onClose}
      mustConfirm={isDone}
      title={isDone ? t("isOn") : t("setUpTitle")}
      description={started ? undefined : t("setUpAbout")}
    >
      {!started ? (
        <PasswordStep
          path="/two-factor/enable"
          answer={STARTED_ANSWER}
          confirm={tSettings("continue")}
          onClose={onClose}
          onDone={setStarted}
        />
      ) : isDone ? (
        <RecoveryCodes codes={started.backupCodes} onDone={onClose} />
      ) : (
        <FirstCode totpUri={started.totpURI} onClose={onClose} onDone={() => setDone(true)} />
      )}
    </Dialog>
  );
};

const FirstCode = ({ totpUri, onClose, onDone }: { totpUri: string; onClose: () => void; onDone: () => void }) => {
  const t = useTranslations("settings.twoFactor");
  const tSettings = useTranslations("settings");
  const auth = useTranslations("auth");
  const replaceSession = useReplaceSession();
  const postAuth = useOwnAuth();
  const refusals = useTranslations("auth.refusals");
  const brand = useBrand().name;
  const [problem, setProblem] = useState<string>();
  const [pending, setPending] = useState(false);
  const key = new URL(totpUri).searchParams.get("secret") ?? "";
  const verify = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code")).replaceAll(/\s/g, "");
    setPending(true);
    setProblem(undefined);
    const wrong = t("wrongCode", { brand });
    const words = { 400: wrong, 401: wrong, other: auth("ourFault"), refusals };
    const result = await replaceSession(() =>
      postAuth("/two-factor/verify-totp", { code }, { answer: ANY_ANSWER, words }),
    );
    setPending(false);
    if (result.ok) onDone();
    else setProblem(result.problem);
  };
  return (
    <form method="post" onSubmit={verify} className="flex flex-col gap-4">
      <p className="text-sm text-soft">
        <RichText>
          {t.rich("scan", {
            link: (parts) => (
              <a key="link" href={totpUri} className="font-medium text-accent underline underline-offset-2">
                <RichText>{parts}</RichText>
              </a>
            ),
          })}
        </RichText>
      </p>
      <div className="flex justify-center">
        <QrCode text={totpUri} label={t("qr")} />
      </div>
      <Disclosure summary={t("manual")}>
        <div className="flex flex-col items-stretch gap-2 sm:flex-row sm:items-center">
          <code
            translate="no"
            className="min-w-0 grow rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-[0.8125rem] break-all select-all"
          >
            {key}
          </code>
          <CopyButton text={key} what={t("key")} variant="secondary" size="medium" />
        </div>
      </Disclosure>
      <Field label={t("code")} error={problem}>
        {(control) => <CodeInput {...control} ref={takeLostFocus} />}
      </Field>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>{tSettings("cancel")}</Button>
        <Button type="submit" variant="primary" pending={pending}>
          {t("turnOn")}
        </Button>
      </div>
    </form>
  );
};
