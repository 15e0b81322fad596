"use client";

import { LoaderCircle } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { takeLostFocus } from "#components/ui/take-focus.ts";
import { PAGE_REASONS } from "#domain/page-reasons.values.ts";
import { role } from "#domain/sessions/role.schema.ts";
import { PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from "#domain/users/user.values.ts";
import { useErrorWords } from "#features/use-error-words.ts";

const shown = z.object({
  tenantName: z.string(),
  email: z.string(),
  role,
  invitedByName: z.string().nullable(),
});
const refused = z.object({
  fields: z
    .array(
      z.object({
        path: z.string(),
        reason: z.enum(PAGE_REASONS).catch("field_format"),
        values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
      }),
    )
    .default([]),
});
const accepted = z.object({ next: z.string() });

type Invite = z.output<typeof shown>;

type Answer = { status: number; received: unknown };

/** Sends a request about the invitation. */
const ask = async (path: "look" | "session", body: object): Promise<Answer> => {
  const response = await fetch(`/invite/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, received: await response.json() };
};

const problemOf = (status: number) => (status === 401 ? "refused" : status === 429 ? "tooMany" : "ourFault");

/** Reads the token from the URL fragment, removes it there, and shows the invitation. */
export const AcceptInvite = ({ hasQuery }: { hasQuery: boolean }) => {
  const t = useTranslations("settings.accept");
  const [state, setState] = useState<{ token: string; invite: Invite } | { problem: string }>();
  const begun = useRef(false);

  // Browsers do not send the fragment to the server, so an effect reads it.
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
    window.history.replaceState(null, "", window.location.pathname);
    if (hasQuery) return setState({ problem: t("inQuery") });
    if (!token) return setState({ problem: t("incomplete") });
    ask("look", { token })
      .then(({ status, received }) =>
        setState(status === 200 ? { token, invite: shown.parse(received) } : { problem: t(problemOf(status)) }),
      )
      .catch(() => setState({ problem: t("ourFault") }));
  }, [hasQuery, t]);

  if (!state)
    return (
      <p role="status" className="flex items-center gap-3 text-soft">
        <LoaderCircle aria-hidden className="size-5 animate-spin" />
        <span>{t("opening")}</span>
      </p>
    );
  if ("problem" in state)
    return (
      <div className="flex flex-col items-start gap-4">
        <h1 className="text-2xl font-semibold tracking-tight">{t("refusedTitle")}</h1>
        <FieldError message={state.problem} />
        <ButtonLink href="/sign-in">{t("signIn")}</ButtonLink>
      </div>
    );
  return <JoinForm {...state} />;
};

const JoinForm = ({ token, invite }: { token: string; invite: Invite }) => {
  const t = useTranslations("settings.accept");
  const word = useErrorWords();
  const [problem, setProblem] = useState<string>();
  const [fields, setFields] = useState<z.output<typeof refused>["fields"]>([]);
  const [pending, setPending] = useState(false);
  const { tenantName, email, role: own, invitedByName } = invite;
  const join = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setPending(true);
    setProblem(undefined);
    setFields([]);
    try {
      const given = { token, name: form.get("name"), password: form.get("password") };
      const { status, received } = await ask("session", given);
      if (status === 200) return window.location.replace(accepted.parse(received).next);
      if (status === 422) setFields(refused.parse(received).fields);
      else setProblem(t(problemOf(status)));
    } catch {
      setProblem(t("ourFault"));
    }
    setPending(false);
  };
  const fieldProblem = (field: string) => {
    const problem = fields.find(({ path }) => path === field);
    return problem && word(problem.reason, problem.values);
  };
  return (
    <>
      <div className="flex flex-col gap-1">
        <h1
          ref={takeLostFocus}
          tabIndex={-1}
          className="text-2xl font-semibold tracking-tight wrap-anywhere outline-none"
        >
          {t("title", { tenant: tenantName })}
        </h1>
        <p className="text-soft">
          {invitedByName ? t("about", { name: invitedByName, role: own }) : t("aboutNobody", { role: own })}
        </p>
      </div>
      <form method="post" onSubmit={join} className="flex flex-col gap-4">
        <Field label={t("email")}>
          {(control) => (
            <Input {...control} type="email" autoComplete="username" readOnly value={email} className="bg-sunken" />
          )}
        </Field>
        <Field label={t("name")} hint={t("nameHint")} error={fieldProblem("name")}>
          {(control) => <Input {...control} name="name" required maxLength={200} autoComplete="name" />}
        </Field>
        <Field
          label={t("password")}
          hint={t("passwordHint", { min: PASSWORD_CHARS_MIN })}
          error={fieldProblem("password")}
        >
          {(control) => (
            <Input
              {...control}
              name="password"
              type="password"
              required
              minLength={PASSWORD_CHARS_MIN}
              maxLength={PASSWORD_CHARS_MAX}
              autoComplete="new-password"
            />
          )}
        </Field>
        <FieldError message={problem} />
        <Button type="submit" variant="primary" size="large" pending={pending}>
          {pending ? t("joining") : t("join")}
        </Button>
      </form>
    </>
  );
};
