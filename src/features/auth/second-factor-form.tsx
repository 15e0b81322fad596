"use client";

import { ShieldCheck } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { CodeInput } from "#features/auth/code-input.tsx";
import { postAuth } from "#features/auth/post-auth.ts";

const PATHS = { code: "/two-factor/verify-totp", recovery: "/two-factor/verify-backup-code" } as const;

export const SecondFactorForm = ({ next }: { next: string }) => {
  const [way, setWay] = useState<keyof typeof PATHS>("code");
  const [problem, setProblem] = useState<string>();
  const [pending, setPending] = useState(false);
  const t = useTranslations("auth");
  const refusals = useTranslations("auth.refusals");

  const verify = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code")).replaceAll(/\s/g, "");
    setPending(true);
    setProblem(undefined);
    const wrong = t(`${way}.wrong`);
    const words = { 400: wrong, 401: wrong, other: t("ourFault"), refusals };
    const result = await postAuth(PATHS[way], { code }, { answer: { parse: () => null }, words });
    if (result.ok) return window.location.assign(next);
    setPending(false);
    setProblem(result.problem);
  };
  const change = () => {
    setWay(way === "code" ? "recovery" : "code");
    setProblem(undefined);
  };

  return (
    <form method="post" onSubmit={verify} className="flex flex-col gap-4">
      {way === "code" ? (
        <Field label={t("code.label")} hint={t("code.hint")}>
          {(control) => <CodeInput {...control} autoFocus />}
        </Field>
      ) : (
        <Field label={t("recovery.label")} hint={t("recovery.hint")}>
          {(control) => <Input {...control} key="recovery" name="code" mono required autoComplete="off" autoFocus />}
        </Field>
      )}
      <FieldError message={problem} />
      <Button type="submit" variant="primary" size="large" icon={ShieldCheck} pending={pending}>
        {t(pending ? "checking" : "continue")}
      </Button>
      <Button variant="ghost" onClick={change}>
        {t(`${way}.other`)}
      </Button>
    </form>
  );
};
