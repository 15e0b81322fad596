"use client";

import { LogIn } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { useSubmitType } from "#components/ui/early-change.ts";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { postAuth } from "#features/auth/post-auth.ts";
import { SecondFactorForm } from "#features/auth/second-factor-form.tsx";

const answer = {
  parse: (received: unknown) => ({
    needsCode:
      typeof received === "object" &&
      received !== null &&
      "twoFactorRedirect" in received &&
      received.twoFactorRedirect === true,
  }),
};

/** @param next path to open afterwards; already checked by the page */
export const SignInForm = ({ next }: { next: string }) => {
  const t = useTranslations("auth");
  const refusals = useTranslations("auth.refusals");
  const submitType = useSubmitType();
  const [problem, setProblem] = useState<string>();
  const [pending, setPending] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);

  const signIn = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setPending(true);
    setProblem(undefined);
    const words = { 400: t("signIn.wrong"), 401: t("signIn.wrong"), other: t("ourFault"), refusals };
    const credentials = { email: form.get("email"), password: form.get("password") };
    const result = await postAuth("/sign-in/email", credentials, { answer, words });
    if (result.ok && !result.data.needsCode) return window.location.assign(next);
    setPending(false);
    if (result.ok) setNeedsCode(true);
    else setProblem(result.problem);
  };

  if (needsCode) return <SecondFactorForm next={next} />;
  return (
    // POST method: if sent before this script loads, a GET form would put the password into the URL.
    <form method="post" onSubmit={signIn} className="flex flex-col gap-4">
      <Field label={t("signIn.email")}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            required
            autoComplete="username"
            placeholder={t("signIn.emailExample")}
          />
        )}
      </Field>
      <Field label={t("signIn.password")}>
        {(control) => <Input {...control} name="password" type="password" required autoComplete="current-password" />}
      </Field>
      <FieldError message={problem} />
      <Button type={submitType} variant="primary" size="large" icon={LogIn} pending={pending}>
        {t(pending ? "signIn.pending" : "signIn.submit")}
      </Button>
    </form>
  );
};
