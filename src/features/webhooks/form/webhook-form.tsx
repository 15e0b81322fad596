"use client";

import Link from "next/link";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { LeaveGuard } from "#components/ui/leave-guard.tsx";
import type { WebhookFieldValues } from "#domain/subscriptions/webhook-fields.schema.ts";
import { fieldError, generalError, type RequestError } from "#features/request-error.ts";
import { EventPicker } from "#features/webhooks/form/event-picker.tsx";
import { HeaderFields } from "#features/webhooks/form/header-fields.tsx";
import { UrlField } from "#features/webhooks/form/url-field.tsx";
import {
  type DraftProblem,
  firstProblem,
  hasAdvancedSettings,
  isSameDraft,
  type WebhookDraft,
} from "#features/webhooks/form/webhook-draft.ts";
import { formFields, webhookFieldForms } from "#features/webhooks/form/webhook-field-forms.tsx";

const SHOWN_FIELDS: readonly (keyof WebhookDraft)[] = ["url", "events", "headers", ...formFields];

type Props = {
  initial: WebhookDraft;
  error: RequestError | null;
  /** True once the form was sent: leaving the page then loses nothing. */
  isSaved: boolean;
  onSubmit: (draft: WebhookDraft) => void;
  /** Runs at each change, because the last server error no longer applies. */
  onEdit: () => void;
  /** Values of a webhook for which none are given: other ones keep "More options" open. */
  fallbacks: WebhookFieldValues;
  webhook?: { id: string; url: string };
  urlHint?: string;
  urlHelp?: (setUrl: (url: string) => void, url: string) => ReactNode;
  /** Buttons, and what stands before them, such as the changes. */
  footer: (draft: WebhookDraft, reset: () => void) => ReactNode;
};

export const WebhookForm = (props: Props) => {
  const { error, isSaved, onSubmit, onEdit, fallbacks, webhook, urlHint, urlHelp, footer } = props;
  const t = useTranslations("webhooks.form");
  // A switch of the mode offers another URL to the page of a new webhook, but changes nothing that the person sees.
  const [initial] = useState(props.initial);
  const [draft, setDraft] = useState(initial);
  const [problem, setProblem] = useState<DraftProblem>();
  const form = useRef<HTMLFormElement>(null);

  // Scrolls to the invalid field: the form is longer than a screen.
  useEffect(() => {
    if (problem || error) form.current?.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
  }, [problem, error]);

  const edit = (part: Partial<WebhookDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setProblem(undefined);
    if (error) onEdit();
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = firstProblem(draft, t);
    setProblem(wrong);
    if (!wrong) onSubmit(draft);
  };

  const errorOf = (field: keyof WebhookDraft) =>
    problem?.field === field ? problem.message : fieldError(error, field);

  const reset = () => {
    setDraft(initial);
    setProblem(undefined);
    if (error) onEdit();
  };

  return (
    // Browsers must not fill in what was typed at an earlier visit, and discarded.
    <form ref={form} method="post" noValidate autoComplete="off" onSubmit={submit} className="flex flex-col gap-5">
      <LeaveGuard isActive={!isSaved && !isSameDraft(draft, initial)} onDiscard={reset} />
      <Card>
        <div className="flex flex-col gap-5">
          <div className="flex flex-col gap-2">
            <UrlField
              value={draft.url}
              onChange={(url) => edit({ url })}
              webhook={webhook}
              error={errorOf("url")}
              hint={urlHint ?? t("url.hint")}
            />
            {urlHelp?.((url) => edit({ url }), draft.url)}
          </div>
          <PlainFields isAdvanced={false} draft={draft} edit={edit} errorOf={errorOf} />
        </div>
      </Card>

      <Card
        title={t("events.title")}
        description={t("events.about")}
        action={
          <Link href="/events/types" target="_blank" className="text-[0.8125rem] font-medium text-accent">
            {t("events.contents")}
          </Link>
        }
      >
        <div className="flex flex-col gap-3">
          <FieldError message={errorOf("events")} />
          <EventPicker value={draft.events} onChange={(events) => edit({ events })} />
        </div>
      </Card>

      <Card>
        <Disclosure summary={t("more")} open={hasAdvancedSettings(initial, fallbacks)}>
          <div className="flex flex-col gap-6">
            <PlainFields isAdvanced draft={draft} edit={edit} errorOf={errorOf} />
            <div className="flex flex-col gap-2">
              <p className="font-medium">
                <span>{t("headers.title")}</span> <span className="ml-1 font-normal text-faint">{t("optional")}</span>
              </p>
              <p className="text-[0.8125rem] text-faint">{t("headers.about")}</p>
              <HeaderFields rows={draft.headers} onChange={(headers) => edit({ headers })} />
              <FieldError message={errorOf("headers")} />
            </div>
          </div>
        </Disclosure>
      </Card>

      <FieldError message={generalError(error, SHOWN_FIELDS)} />
      {footer(draft, reset)}
    </form>
  );
};

const PlainFields = ({
  isAdvanced,
  draft,
  edit,
  errorOf,
}: {
  isAdvanced: boolean;
  draft: WebhookDraft;
  edit: (part: Partial<WebhookDraft>) => void;
  errorOf: (field: keyof WebhookDraft) => string | undefined;
}) =>
  formFields
    .filter((field) => webhookFieldForms[field].isAdvanced === isAdvanced)
    .map((field) => {
      const { Input } = webhookFieldForms[field];
      const change = (text: string) => edit({ [field]: text });
      return <Input key={field} text={draft[field]} onChange={change} error={errorOf(field)} />;
    });
