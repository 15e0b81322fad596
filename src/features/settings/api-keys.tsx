"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import type { ApiKeyView } from "#domain/api-keys/api-key.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { allApiKeys } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { ApiKeyRow } from "#features/settings/api-key-row.tsx";
import { useBrand } from "#features/shell/brand.tsx";
import { useTRPC } from "#trpc/client.tsx";

const CreateApiKey = dynamic(
  () => import("#features/settings/create-api-key.tsx").then(({ CreateApiKey }) => CreateApiKey),
  { ssr: false },
);

export const ApiKeys = () => {
  const t = useTranslations("settings.apiKeys");
  const brand = useBrand().name;
  const trpc = useTRPC();
  const keys = useQuery(trpc.apiKeys.list.queryOptions(allApiKeys));
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKeyView>();
  const rows = keys.data?.data ?? [];
  const newKey = (
    <AdminOnly>
      <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
        {t("create")}
      </Button>
    </AdminOnly>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("about", { brand })} actions={rows.length > 0 && newKey} />
      <Card flush>
        {keys.isPending ? (
          <LoadingRows rows={3} />
        ) : keys.isError ? (
          <ErrorState message={errorText(keys.error)} onRetry={() => keys.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState icon={KeyRound} title={t("empty")} action={newKey}>
            {t("emptyAbout")}
          </EmptyState>
        ) : (
          <ul aria-label={t("list")} className="divide-y divide-line">
            {rows.map((key) => (
              <ApiKeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
            ))}
          </ul>
        )}
      </Card>
      {rows.some(({ revokedAt }) => revokedAt !== null) && (
        <p className="pt-3 text-[0.8125rem] text-faint">{t("revokedNote")}</p>
      )}
      {isCreating && <CreateApiKey onClose={() => setCreating(false)} />}
      <RevokeApiKey apiKey={revoking} onClose={() => setRevoking(undefined)} />
    </>
  );
};

const RevokeApiKey = ({ apiKey, onClose }: { apiKey: ApiKeyView | undefined; onClose: () => void }) => {
  const t = useTranslations("settings.apiKeys");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: () => {
        notify({ title: t("revoked") });
        onClose();
        return queryClient.invalidateQueries(trpc.apiKeys.pathFilter());
      },
    }),
  );
  return (
    <ConfirmDialog
      open={apiKey !== undefined}
      onClose={onClose}
      onConfirm={() => apiKey && revoke.mutate({ id: apiKey.id })}
      pending={revoke.isPending}
      danger
      title={t("revokeTitle", { name: apiKey?.name ?? "" })}
      description={t("revokeText")}
      confirm={t("revokeConfirm")}
    >
      <FieldError message={revoke.error ? errorText(revoke.error) : undefined} />
    </ConfirmDialog>
  );
};
