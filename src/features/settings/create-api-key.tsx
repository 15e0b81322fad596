"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup, type RadioItem } from "#components/ui/radio-group.tsx";
import { SecretReveal } from "#components/ui/secret-reveal.tsx";
import { Select } from "#components/ui/select.tsx";
import { type ApiScope, apiScope } from "#domain/api-keys/api-key.schema.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { useMode } from "#features/current-mode.ts";
import { fieldError, generalError } from "#features/request-error.ts";
import { type KeyLife, LIVES, lifeInDays } from "#features/settings/api-key-life.ts";
import { SCOPE_LABELS } from "#features/settings/scope-labels.ts";
import { useTRPC } from "#trpc/client.tsx";

const KEY_MODES: readonly RadioItem<Mode>[] = [
  { value: "live", label: "Live", hint: "Real bookings and live webhooks. It can set up test webhooks too." },
  {
    value: "test",
    label: "Test",
    hint: "Sandbox events and test webhooks only. It cannot see or change anything live.",
  },
];

const USUAL: readonly ApiScope[] = ["webhooks:read", "deliveries:read", "events:read"];

export const CreateApiKey = ({ open, onClose }: { open: boolean; onClose: () => void }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly ApiScope[]>(USUAL);
  const current = useMode();
  const [chosen, setChosen] = useState<Mode>();
  const mode = chosen ?? current;
  const [life, setLife] = useState<KeyLife>("never");
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.apiKeys.pathFilter()),
    }),
  );
  const close = () => {
    onClose();
    create.reset();
    setName("");
    setChosen(undefined);
    setScopes(USUAL);
    setLife("never");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, mode, scopes: [...scopes], expiresInDays: lifeInDays(life) });
  };

  if (create.data) {
    return (
      <Dialog
        open={open}
        onClose={close}
        mustConfirm
        title="Your new API key"
        description="It is shown this one time only."
      >
        <SecretReveal secret={create.data.key} what="key">
          Whoever has it can act for your salon. Keep it like a password, and revoke it when it is no longer needed.
        </SecretReveal>
        <Button variant="primary" onClick={close} className="sm:self-end">
          I have copied it
        </Button>
      </Dialog>
    );
  }
  return (
    <Dialog open={open} onClose={close} title="New API key" description="Give it only what the program needs.">
      <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Name" error={fieldError(create.error, "name")}>
          {(control) => (
            <Input
              {...control}
              name="name"
              autoComplete="off"
              placeholder="Bookkeeping"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <fieldset className="flex flex-col gap-1">
          <legend className="pb-1.5 font-medium">Works with</legend>
          <div className="rounded-xl border border-line p-1.5">
            <RadioGroup label="Works with" items={KEY_MODES} value={mode} onChange={setChosen} />
          </div>
        </fieldset>
        <fieldset className="flex flex-col gap-1">
          <legend className="pb-1.5 font-medium">It may</legend>
          <div className="rounded-xl border border-line p-1.5">
            {apiScope.options.map((scope) => (
              <Checkbox
                key={scope}
                checked={scopes.includes(scope)}
                onChange={(on) =>
                  setScopes(apiScope.options.filter((one) => (one === scope ? on : scopes.includes(one))))
                }
                label={SCOPE_LABELS[scope].label}
                hint={SCOPE_LABELS[scope].hint}
                mark={scope}
              />
            ))}
          </div>
          <FieldError message={fieldError(create.error, "scopes")} />
        </fieldset>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <span className="font-medium">It works</span>
          <Select label="It works" items={LIVES} value={life} onChange={setLife} className="w-52" />
        </div>
        <FieldError message={generalError(create.error, ["name", "scopes"])} />
        <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" pending={create.isPending}>
            Create key
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
