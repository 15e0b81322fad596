"use client";

import Link from "next/link";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { webhookFieldNames } from "#domain/subscriptions/webhook-fields.schema.ts";
import { fieldError, generalError, type RequestError } from "#features/request-error.ts";
import { EventPicker } from "#features/webhooks/event-picker.tsx";
import { HeaderFields } from "#features/webhooks/header-fields.tsx";
import { UrlField } from "#features/webhooks/url-field.tsx";
import {
  type DraftProblem,
  firstProblem,
  hasAdvancedSettings,
  type WebhookDraft,
} from "#features/webhooks/webhook-draft.ts";
import { webhookFieldForms } from "#features/webhooks/webhook-field-forms.tsx";

const SHOWN_FIELDS: readonly (keyof WebhookDraft)[] = ["url", "events", "headers", ...webhookFieldNames];
const URL_HINT = "Where the messages go. The other program's settings call it webhook URL, endpoint or callback.";

export const WebhookForm = ({
  initial,
  error,
  pending,
  onSubmit,
  onEdit,
  submitLabel,
  cancelHref,
  urlHint = URL_HINT,
  urlHelp,
}: {
  initial: WebhookDraft;
  error: RequestError | null;
  pending: boolean;
  onSubmit: (draft: WebhookDraft) => void;
  /** Runs at each change, because the last server error no longer applies. */
  onEdit: () => void;
  submitLabel: string;
  cancelHref: string;
  urlHint?: string;
  urlHelp?: (setUrl: (url: string) => void, url: string) => ReactNode;
}) => {
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
    const wrong = firstProblem(draft);
    setProblem(wrong);
    if (!wrong) onSubmit(draft);
  };

  const errorOf = (field: keyof WebhookDraft) =>
    problem?.field === field ? problem.message : fieldError(error, field);

  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-5">
      <Card>
        <div className="flex flex-col gap-5">
          <div className="flex flex-col gap-2">
            <UrlField value={draft.url} onChange={(url) => edit({ url })} error={errorOf("url")} hint={urlHint} />
            {urlHelp?.((url) => edit({ url }), draft.url)}
          </div>
          <PlainFields isAdvanced={false} draft={draft} edit={edit} errorOf={errorOf} />
        </div>
      </Card>

      <Card
        title="Events to send"
        description="We send one message each time one of these happens."
        action={
          <Link href="/events/types" target="_blank" className="text-[0.8125rem] font-medium text-accent">
            What each event contains
          </Link>
        }
      >
        <div className="flex flex-col gap-3">
          <FieldError message={errorOf("events")} />
          <EventPicker value={draft.events} onChange={(events) => edit({ events })} />
        </div>
      </Card>

      <Card>
        <Disclosure summary="More options" open={hasAdvancedSettings(initial)}>
          <div className="flex flex-col gap-6">
            <PlainFields isAdvanced draft={draft} edit={edit} errorOf={errorOf} />
            <div className="flex flex-col gap-2">
              <p className="font-medium">
                <span>Custom headers</span> <span className="ml-1 font-normal text-faint">optional</span>
              </p>
              <p className="text-[0.8125rem] text-faint">
                Sent along with every message, such as a key that the receiver asks for. Values are stored encrypted and
                not shown again.
              </p>
              <HeaderFields rows={draft.headers} onChange={(headers) => edit({ headers })} />
              <FieldError message={errorOf("headers")} />
            </div>
          </div>
        </Disclosure>
      </Card>

      <FieldError message={generalError(error, SHOWN_FIELDS)} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <ButtonLink href={cancelHref} variant="ghost" size="large">
          Cancel
        </ButtonLink>
        <Button type="submit" variant="primary" size="large" pending={pending}>
          {submitLabel}
        </Button>
      </div>
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
  webhookFieldNames
    .filter((field) => webhookFieldForms[field].isAdvanced === isAdvanced)
    .map((field) => {
      const { Input } = webhookFieldForms[field];
      const change = (text: string) => edit({ [field]: text });
      return <Input key={field} text={draft[field]} onChange={change} error={errorOf(field)} />;
    });
