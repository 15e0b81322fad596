"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { useSubmitType } from "#components/ui/early-change.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from "#domain/users/user.values.ts";
import { ANY_ANSWER } from "#features/settings/auth-answers.ts";
import { useOwnAuth } from "#features/settings/use-own-auth.ts";
import { useReplaceSession } from "#features/shell/live.tsx";

/** @param email lets password managers store the new password under it */
export const ChangePassword = ({ email }: { email: string }) => {
  const t = useTranslations("settings.password");
  const auth = useTranslations("auth");
  const refusals = useTranslations("auth.refusals");
  const submitType = useSubmitType();
  const notify = useNotify();
  const replaceSession = useReplaceSession();
  const postAuth = useOwnAuth();
  const [problem, setProblem] = useState<string>();
  const [pending, setPending] = useState(false);

  const change = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    setPending(true);
    setProblem(undefined);
    const result = await replaceSession(() =>
      postAuth(
        "/change-password",
        { currentPassword: values.get("current"), newPassword: values.get("new") },
        { answer: ANY_ANSWER, words: { 400: auth("wrongPassword"), other: auth("ourFault"), refusals } },
      ),
    );
    setPending(false);
    if (!result.ok) return setProblem(result.problem);
    form.reset();
    notify({ title: t("changed"), description: t("changedAbout") });
  };

  return (
    <Card title={t("title")} description={t("about")}>
      <form method="post" onSubmit={change} className="flex max-w-sm flex-col gap-4">
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <Field label={t("current")} error={problem}>
          {(control) => <Input {...control} name="current" type="password" required autoComplete="current-password" />}
        </Field>
        <Field label={t("new")} hint={t("newHint", { min: PASSWORD_CHARS_MIN })}>
          {(control) => (
            <Input
              {...control}
              name="new"
              type="password"
              required
              minLength={PASSWORD_CHARS_MIN}
              maxLength={PASSWORD_CHARS_MAX}
              autoComplete="new-password"
            />
          )}
        </Field>
        <Button type={submitType} className="self-start" pending={pending}>
          {t("submit")}
        </Button>
      </form>
    </Card>
  );
};
