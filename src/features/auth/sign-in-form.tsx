"use client";

import { LogIn } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

const PROBLEMS: Record<number, string> = {
  401: "This email and password do not belong together. Check both and try again.",
  429: "Too many attempts. Please wait a minute and try again.",
};
const OUR_FAULT = "Signing in does not work right now. Please try again in a moment.";

/** @param next where to go afterwards; a path of ours, checked by the page */
export const SignInForm = ({ next }: { next: string }) => {
  const [problem, setProblem] = useState<string>();
  const [pending, setPending] = useState(false);

  const signIn = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setPending(true);
    setProblem(undefined);
    const answer = await fetch("/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: form.get("email"), password: form.get("password") }),
    }).catch(() => null);
    if (answer?.ok) return window.location.assign(next);
    setPending(false);
    setProblem(PROBLEMS[answer?.status ?? 0] ?? OUR_FAULT);
  };

  return (
    // A form without a method would put the password into the address if it were sent before this script has loaded.
    <form method="post" onSubmit={signIn} className="flex flex-col gap-4">
      <Field label="Email">
        {(control) => (
          <Input {...control} name="email" type="email" required autoComplete="username" placeholder="you@salon.com" />
        )}
      </Field>
      <Field label="Password">
        {(control) => <Input {...control} name="password" type="password" required autoComplete="current-password" />}
      </Field>
      <FieldError message={problem} />
      <Button type="submit" variant="primary" size="large" icon={LogIn} pending={pending}>
        {pending ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
};
