"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { SecretReveal } from "#components/ui/secret-reveal.tsx";
import { Select } from "#components/ui/select.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Hours for which the old signing secret stays valid. */
type OldWorksFor = "0" | "1" | "24" | "168";

const LONG = { "1": "For one hour", "24": "For 24 hours", "168": "For 7 days" } as const;

const LIVES: readonly { value: OldWorksFor; label: string; hint?: string }[] = [
  { value: "0", label: "Not at all", hint: "If the old one fell into the wrong hands" },
  { value: "1", label: "1 hour" },
  { value: "24", label: "24 hours", hint: "Usual: time to change the receiver" },
  { value: "168", label: "7 days" },
];

type Props = { webhook: WebhookView; open: boolean; onClose: () => void };

export const RotateSecret = ({ webhook, open, onClose }: Props) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [oldWorksFor, setOldWorksFor] = useState<OldWorksFor>("24");
  const rotate = useMutation(
    trpc.webhooks.rotateSecret.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.webhooks.pathFilter()),
    }),
  );
  const close = () => {
    onClose();
    rotate.reset();
  };

  if (rotate.data) {
    return (
      <Dialog
        open={open}
        onClose={close}
        mustConfirm
        title="Your new signing secret"
        description="You can see it again later under “Show secret”."
      >
        <SecretReveal secret={rotate.data.secret} what="secret">
          {rotatedText(oldWorksFor)}
        </SecretReveal>
        <Button variant="primary" onClick={close} className="sm:self-end">
          I have copied it
        </Button>
      </Dialog>
    );
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Make a new signing secret?"
      description="The receiver needs the new one before the old one stops working."
    >
      <div className="flex flex-col gap-1.5">
        <span className="font-medium">How long should the old one go on working?</span>
        <Select label="How long the old one works" items={LIVES} value={oldWorksFor} onChange={setOldWorksFor} />
      </div>
      <FieldError message={rotate.error ? errorText(rotate.error) : undefined} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={close}>Cancel</Button>
        <Button
          variant="primary"
          pending={rotate.isPending}
          onClick={() => rotate.mutate({ id: webhook.id, overlapHours: Number(oldWorksFor) })}
        >
          Make a new secret
        </Button>
      </div>
    </Dialog>
  );
};

export const rotatedText = (oldWorksFor: OldWorksFor): string =>
  oldWorksFor === "0"
    ? "Give it to whoever runs the receiver. The old one no longer works: until the receiver has this one, it will refuse messages."
    : `Give it to whoever runs the receiver. ${LONG[oldWorksFor]}, messages are signed with both secrets; after that the old one no longer works.`;
