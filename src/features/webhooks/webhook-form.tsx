"use client";

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { fieldError, generalError, type RequestError } from "#features/request-error.ts";
import { EventPicker } from "#features/webhooks/event-picker.tsx";
import { HeaderFields } from "#features/webhooks/header-fields.tsx";
import { RateLimitField } from "#features/webhooks/rate-limit-field.tsx";
import { RedactField } from "#features/webhooks/redact-field.tsx";
import { UrlField } from "#features/webhooks/url-field.tsx";
import { firstProblem, rateLimitProblem, type WebhookDraft } from "#features/webhooks/webhook-draft.ts";

const SHOWN_FIELDS = ["url", "events", "description", "headers", "rateLimitPerSecond", "redact"];
const URL_HINT = "Where the messages go. The other program's settings call it webhook URL, endpoint or callback.";

/** Makes or changes a webhook. */
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
  /** Something was changed since the last answer, which therefore no longer holds. */
  onEdit: () => void;
  submitLabel: string;
  cancelHref: string;
  urlHint?: string;
  urlHelp?: (setUrl: (url: string) => void, url: string) => ReactNode;
}) => {
  const [draft, setDraft] = useState(initial);
  const [missing, setMissing] = useState<ReturnType<typeof firstProblem>>();

  const form = useRef<HTMLFormElement>(null);

  // The form is longer than a screen: what was refused must come into view.
  useEffect(() => {
    if (missing || error) form.current?.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
  }, [missing, error]);

  const edit = (part: Partial<WebhookDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setMissing(undefined);
    if (error) onEdit();
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = firstProblem(draft);
    setMissing(wrong);
    if (!wrong) onSubmit(draft);
  };

  const eventsError = missing === "events" ? "Choose at least one event." : fieldError(error, "events");
  const limitError =
    missing === "limit" ? rateLimitProblem(draft.rateLimitPerSecond) : fieldError(error, "rateLimitPerSecond");
  const isAdvanced = initial.headers.length > 0 || initial.rateLimitPerSecond !== "" || initial.redact !== "";

  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-5">
      <Card>
        <div className="flex flex-col gap-5">
          <div className="flex flex-col gap-2">
            <UrlField
              value={draft.url}
              onChange={(url) => edit({ url })}
              error={missing === "url" ? "Enter the address of the receiver." : fieldError(error, "url")}
              hint={urlHint}
            />
            {urlHelp?.((url) => edit({ url }), draft.url)}
          </div>
          <Field
            label="Name"
            optional
            hint="For you, so that you can tell your webhooks apart."
            error={fieldError(error, "description")}
          >
            {(control) => (
              <Input
                {...control}
                name="description"
                maxLength={500}
                placeholder="Newsletter"
                value={draft.description}
                onChange={(event) => edit({ description: event.target.value })}
              />
            )}
          </Field>
        </div>
      </Card>

      <Card title="What should it hear about?" description="A message is sent each time one of these happens.">
        <div className="flex flex-col gap-3">
          <FieldError message={eventsError} />
          <EventPicker value={draft.events} onChange={(events) => edit({ events })} />
        </div>
      </Card>

      <Card>
        <Disclosure summary="More options" open={isAdvanced}>
          <div className="flex flex-col gap-6">
            <RateLimitField
              value={draft.rateLimitPerSecond}
              onChange={(rateLimitPerSecond) => edit({ rateLimitPerSecond })}
              error={limitError}
            />
            <RedactField
              value={draft.redact}
              onChange={(redact) => edit({ redact })}
              error={fieldError(error, "redact")}
            />
            <div className="flex flex-col gap-2">
              <p className="font-medium">
                <span>Custom headers</span> <span className="ml-1 font-normal text-faint">optional</span>
              </p>
              <p className="text-[0.8125rem] text-faint">
                Sent along with every message, such as a key that the receiver asks for. Values are stored encrypted and
                not shown again.
              </p>
              <HeaderFields rows={draft.headers} onChange={(headers) => edit({ headers })} />
              <FieldError message={fieldError(error, "headers")} />
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
