"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SecretReveal } from "#components/ui/secret-reveal.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";
import { API_SCOPES } from "#domain/api-keys/api-key.values.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { useMode } from "#features/current-mode.ts";
import { fieldError, generalError } from "#features/request-error.ts";
import { type KeyLife, LIVES, lifeInDays } from "#features/settings/api-key-life.ts";
import { SCOPE_TEXTS } from "#features/settings/scope-labels.ts";
import { useTRPC } from "#trpc/client.tsx";

const USUAL: readonly ApiScope[] = ["webhooks:read", "deliveries:read", "events:read"];

export const CreateApiKey = ({ onClose }: { onClose: () => void }) => {
  const t = useTranslations("settings.apiKeys");
  const tScopes = useTranslations("settings.scopes");
  const tSettings = useTranslations("settings");
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
  const lifeText = (value: KeyLife) => {
    if (value === "never") return t("never");
    return value === "365" ? t("year") : t("days", { count: value });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, mode, scopes: [...scopes], expiresInDays: lifeInDays(life) });
  };

  if (create.data) {
    return (
      <Dialog open onClose={onClose} mustConfirm title={t("shownTitle")} description={t("shownAbout")}>
        <SecretReveal secret={create.data.key} what={t("secretName")}>
          {t("secretAbout")}
        </SecretReveal>
        <Button variant="primary" onClick={onClose} className="sm:self-end">
          {t("copied")}
        </Button>
      </Dialog>
    );
  }
  return (
    <Dialog open onClose={onClose} title={t("newTitle")} description={t("newAbout")}>
      <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("name")} error={fieldError(create.error, "name")}>
          {(control) => (
            <Input
              {...control}
              name="name"
              autoComplete="off"
              placeholder={t("namePlaceholder")}
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <fieldset className="flex flex-col gap-1">
          <legend className="pb-1.5 font-medium">{t("mode")}</legend>
          <div className="rounded-xl border border-line p-1.5">
            <RadioGroup
              label={t("mode")}
              items={[
                { value: "live", label: t("live"), hint: t("liveHint") },
                { value: "test", label: t("test"), hint: t("testHint") },
              ]}
              value={mode}
              onChange={setChosen}
            />
          </div>
        </fieldset>
        <fieldset className="flex flex-col gap-1">
          <legend className="pb-1.5 font-medium">{t("permissions")}</legend>
          <div className="rounded-xl border border-line p-1.5">
            {API_SCOPES.map((scope) => (
              <Checkbox
                key={scope}
                checked={scopes.includes(scope)}
                onChange={(on) => setScopes(API_SCOPES.filter((one) => (one === scope ? on : scopes.includes(one))))}
                label={tScopes(SCOPE_TEXTS[scope].label)}
                hint={tScopes(SCOPE_TEXTS[scope].hint)}
                mark={scope}
              />
            ))}
          </div>
          <FieldError message={fieldError(create.error, "scopes")} />
        </fieldset>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <span className="font-medium">{t("lifeLabel")}</span>
          <Select
            label={t("lifeLabel")}
            items={LIVES.map((value) => ({ value, label: lifeText(value) }))}
            value={life}
            onChange={setLife}
            className="w-52"
          />
        </div>
        <FieldError message={generalError(create.error, ["name", "scopes"])} />
        <DialogActions>
          <Button onClick={onClose}>{tSettings("cancel")}</Button>
          <Button type="submit" variant="primary" pending={create.isPending}>
            {t("submit")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
