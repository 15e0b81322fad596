"use client";

import { ShieldCheck } from "lucide-react";
import { type FormEvent, useState } from "react";
import { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { CodeInput } from "#features/auth/code-input.tsx";
import { postAuth } from "#features/auth/post-auth.ts";

const WAYS = {
  app: {
    path: "/two-factor/verify-totp",
    wrong: "This code is not right any more, or was used already. Wait for the next one and try again.",
    other: "I have lost my app: use a recovery code",
  },
  recovery: {
    path: "/two-factor/verify-backup-code",
    wrong: "This is not one of your recovery codes, or it was used already.",
    other: "Use the code from my app",
  },
} as const;

export const SecondFactorForm = ({ next }: { next: string }) => {
  const [way, setWay] = useState<keyof typeof WAYS>("app");
  const [problem, setProblem] = useState<string>();
  const [pending, setPending] = useState(false);
  const { path, wrong, other } = WAYS[way];

  const verify = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code")).replaceAll(/\s/g, "");
    setPending(true);
    setProblem(undefined);
    const result = await postAuth(path, { code }, { answer: z.unknown(), words: { 400: wrong, 401: wrong } });
    if (result.ok) return window.location.assign(next);
    setPending(false);
    setProblem(result.problem);
  };
  const change = () => {
    setWay(way === "app" ? "recovery" : "app");
    setProblem(undefined);
  };

  return (
    <form method="post" onSubmit={verify} className="flex flex-col gap-4">
      {way === "app" ? (
        <Field label="Code from your app" hint="Six digits, new every 30 seconds.">
          {(control) => <CodeInput {...control} autoFocus />}
        </Field>
      ) : (
        <Field label="Recovery code" hint="Each of them works once.">
          {(control) => <Input {...control} key="recovery" name="code" mono required autoComplete="off" autoFocus />}
        </Field>
      )}
      <FieldError message={problem} />
      <Button type="submit" variant="primary" size="large" icon={ShieldCheck} pending={pending}>
        {pending ? "Checking…" : "Continue"}
      </Button>
      <Button variant="ghost" onClick={change}>
        {other}
      </Button>
    </form>
  );
};
