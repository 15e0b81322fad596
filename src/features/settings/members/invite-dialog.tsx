"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SecretReveal } from "#components/ui/secret-reveal.tsx";
import type { CreatedInviteView } from "#domain/members/member.schema.ts";
import type { Role } from "#domain/sessions/role.schema.ts";
import { fieldError, generalError } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = {
  /** Addresses of members on the page. */
  known: readonly string[];
  /** Invitation with a new link, to show instead of the form. */
  renewed: CreatedInviteView | undefined;
  onClose: () => void;
};

export const InviteDialog = ({ known, renewed, onClose }: Props) => {
  const t = useTranslations("settings.invites");
  const [created, setCreated] = useState<CreatedInviteView>();
  const invite = created ?? renewed;
  return (
    <Dialog
      open
      onClose={onClose}
      mustConfirm={invite !== undefined}
      title={invite ? t("ready", { email: invite.email }) : t("title")}
      description={invite ? t("lasts") : t("description")}
    >
      {invite ? (
        <InviteLink invite={invite} onClose={onClose} />
      ) : (
        <InviteForm known={known} onCreated={setCreated} onClose={onClose} />
      )}
    </Dialog>
  );
};

const InviteForm = ({
  known,
  onCreated,
  onClose,
}: Pick<Props, "known" | "onClose"> & { onCreated: (invite: CreatedInviteView) => void }) => {
  const t = useTranslations("settings.invites");
  const tSettings = useTranslations("settings");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [isMember, setIsMember] = useState(false);
  const create = useMutation(
    trpc.members.invite.mutationOptions({
      onSuccess: (invite) => {
        onCreated(invite);
        return queryClient.invalidateQueries(trpc.members.invites.pathFilter());
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isKnown = known.includes(email.trim().toLowerCase());
    setIsMember(isKnown);
    if (!isKnown) create.mutate({ email: email.trim(), role });
  };
  return (
    <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field label={t("email")} error={isMember ? t("isMember") : fieldError(create.error, "email")}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="off"
            placeholder={t("emailPlaceholder")}
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-1">
        <legend className="pb-1.5 font-medium">{t("role")}</legend>
        <div className="rounded-xl border border-line p-1.5">
          <RadioGroup
            label={t("role")}
            items={[
              { value: "viewer", label: tSettings("roles.viewer"), hint: tSettings("roles.viewerHint") },
              { value: "admin", label: tSettings("roles.admin"), hint: tSettings("roles.adminHint") },
            ]}
            value={role}
            onChange={setRole}
          />
        </div>
      </fieldset>
      <FieldError message={generalError(create.error, ["email"])} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>{tSettings("cancel")}</Button>
        <Button type="submit" variant="primary" pending={create.isPending}>
          {create.isPending ? t("creating") : t("create")}
        </Button>
      </div>
    </form>
  );
};

const InviteLink = ({ invite, onClose }: { invite: CreatedInviteView; onClose: () => void }) => {
  const t = useTranslations("settings.invites");
  return (
    <>
      <SecretReveal secret={invite.link} what={t("link")}>
        {t("linkAbout")}
      </SecretReveal>
      {invite.emailed !== null && (
        <p role="status" className="text-sm text-soft">
          {invite.emailed ? t("emailed", { email: invite.email }) : t("notEmailed")}
        </p>
      )}
      <Button variant="primary" onClick={onClose} className="sm:self-end">
        {t("done")}
      </Button>
    </>
  );
};
