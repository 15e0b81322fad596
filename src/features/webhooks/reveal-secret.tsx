"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { SecretReveal } from "#components/ui/secret-reveal.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { errorText } from "#features/request-error.ts";
import { SignOutButton } from "#features/shell/sign-out-button.tsx";
import { useTRPC } from "#trpc/client.tsx";

type Props = { webhook: WebhookView; open: boolean; onClose: () => void };

/** Hand-off users have no password to sign in with. */
const TOO_LATE_OF_PORTAL =
  "You came here a while ago. Open this page from your booking system again, then the secret is shown.";

/** Shows the signing secret to a person who has just signed in. Closing the dialog removes it from memory. */
export const RevealSecret = ({ webhook, open, onClose }: Props) => {
  const trpc = useTRPC();
  const reveal = useMutation(trpc.webhooks.revealSecret.mutationOptions({ gcTime: 0 }));
  const close = () => {
    onClose();
    reveal.reset();
  };
  const isTooLate = reveal.error?.data?.code === "FORBIDDEN";
  const account = useQuery(trpc.account.get.queryOptions(undefined, { enabled: open }));
  const isOfPortal = account.data?.kind === "portal";
  const problem = isTooLate && isOfPortal ? TOO_LATE_OF_PORTAL : reveal.error ? errorText(reveal.error) : undefined;
  return (
    <Dialog
      open={open}
      onClose={close}
      title="The signing secret"
      description="Whoever has it can make messages that look like yours. That you looked at it is noted under Activity."
    >
      {reveal.data ? (
        <SecretReveal secret={reveal.data.secret} what="secret">
          Give it only to whoever runs the receiver. If it fell into the wrong hands, make a new one.
        </SecretReveal>
      ) : (
        <FieldError message={problem} />
      )}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={close}>Close</Button>
        {isTooLate
          ? account.isSuccess && !isOfPortal && <SignOutButton next={`/webhooks/${webhook.id}`} />
          : !reveal.data && (
              <Button variant="primary" pending={reveal.isPending} onClick={() => reveal.mutate({ id: webhook.id })}>
                Show the secret
              </Button>
            )}
      </div>
    </Dialog>
  );
};
