"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { Answer } from "#features/auth/post-auth.ts";
import { useOwnAuth } from "#features/settings/use-own-auth.ts";
import { useReplaceSession } from "#features/shell/live.tsx";

type Props<Data> = {
  path: `/two-factor/${string}`;
  answer: Answer<Data>;
  confirm: string;
  onClose: () => void;
  onDone: (answer: Data) => void;
};

/** Asks for the password again: an open browser alone must not allow the next step. */
export const PasswordStep = <Data,>({ path, answer, confirm, onClose, onDone }: Props<Data>) => {
  const t = useTranslations("settings.password");
  const tSettings = useTranslations("settings");
  const auth = useTranslations("auth");
  const replaceSession = useReplaceSession();
  const postAuth = useOwnAuth();
  const refusals = useTranslations("auth.refusals");
  const [problem, setProblem] = useState<string>();
  const [pending, setPending] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = new FormData(event.currentTarget).get("password");
    setPending(true);
    setProblem(undefined);
    const send = () =>
      postAuth(
        path,
        { password },
        { answer, words: { 400: auth("wrongPassword"), other: auth("ourFault"), refusals } },
      );
    // Of these paths, turning the second factor off replaces the session.
    const result = await (path === "/two-factor/disable" ? replaceSession(send) : send());
    setPending(false);
    if (result.ok) onDone(result.data);
    else setProblem(result.problem);
  };
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      <Field label={t("yours")} error={problem}>
        {(control) => <Input {...control} name="password" type="password" required autoComplete="current-password" />}
      </Field>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>{tSettings("cancel")}</Button>
        <Button type="submit" variant="primary" pending={pending}>
          {confirm}
        </Button>
      </div>
    </form>
  );
};
