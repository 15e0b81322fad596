"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { useNotify } from "#components/ui/toast.tsx";
import type { ApiKeyView } from "#domain/api-keys/api-key.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { allApiKeys } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { ApiKeyRow } from "#features/settings/api-key-row.tsx";
import { CreateApiKey } from "#features/settings/create-api-key.tsx";
import { useTRPC } from "#trpc/client.tsx";

export const ApiKeys = () => {
  const trpc = useTRPC();
  const keys = useQuery(trpc.apiKeys.list.queryOptions(allApiKeys));
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKeyView>();
  const rows = keys.data?.data ?? [];
  const newKey = (
    <AdminOnly>
      <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
        New API key
      </Button>
    </AdminOnly>
  );
  return (
    <>
      <PageHeader
        title="API keys"
        description="A key lets a program of yours work with Bellhop. Without a developer at hand you will not need one."
        actions={rows.length > 0 && newKey}
      />
      <Card flush>
        {keys.isPending ? (
          <LoadingRows rows={3} />
        ) : keys.isError ? (
          <ErrorState message={errorText(keys.error)} onRetry={() => keys.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState icon={KeyRound} title="No API keys" action={newKey}>
            Make one for each program, so that you can take it away again without touching the others.
          </EmptyState>
        ) : (
          <ul aria-label="API keys" className="divide-y divide-line">
            {rows.map((key) => (
              <ApiKeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
            ))}
          </ul>
        )}
      </Card>
      {rows.some(({ revokedAt }) => revokedAt !== null) && (
        <p className="pt-3 text-[0.8125rem] text-faint">
          <Badge tone="calm">Revoked</Badge> <span>keys no longer work. We list them for your records.</span>
        </p>
      )}
      <CreateApiKey open={isCreating} onClose={() => setCreating(false)} />
      <RevokeApiKey apiKey={revoking} onClose={() => setRevoking(undefined)} />
    </>
  );
};

const RevokeApiKey = ({ apiKey, onClose }: { apiKey: ApiKeyView | undefined; onClose: () => void }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: () => {
        notify({ title: "The key is revoked" });
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
      title={`Revoke ${apiKey?.name ?? "this key"}?`}
      description="Programs that use it are locked out at once. This cannot be undone."
      confirm="Revoke key"
    >
      <FieldError message={revoke.error ? errorText(revoke.error) : undefined} />
    </ConfirmDialog>
  );
};
