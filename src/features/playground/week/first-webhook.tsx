import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { fieldError, generalError } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

export type InspectorPlace = { url: string; path: string };

/** Form for the first receiver of sandbox events. */
export const FirstWebhook = ({ inspector }: { inspector: InspectorPlace | null }) => {
  const t = useTranslations("playground.week");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [url, setUrl] = useState("");
  const create = useMutation(
    trpc.webhooks.create.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.webhooks.pathFilter()),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({
      url: inspector?.url ?? url.trim(),
      events: ["*"],
      mode: "test",
      description: inspector ? t("inspectorName") : "",
    });
  };
  return (
    <Card
      title={t("noWebhook")}
      description={inspector ? `${t("noWebhookText")} ${t("noWebhookInspector")}` : t("noWebhookText")}
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        {!inspector && (
          <Field label={t("url")} error={fieldError(create.error, "url")}>
            {(control) => (
              <Input
                {...control}
                mono
                type="url"
                required
                placeholder="https://"
                value={url}
                onChange={(event) => setUrl(event.target.value)}
              />
            )}
          </Field>
        )}
        <FieldError message={generalError(create.error, inspector ? [] : ["url"])} />
        <Button type="submit" variant="primary" icon={FlaskConical} pending={create.isPending} className="w-full">
          {create.isPending ? t("creating") : t("createInspector")}
        </Button>
      </form>
    </Card>
  );
};
