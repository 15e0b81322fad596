import { Ban, CircleCheck } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ApiKeyView } from "#domain/api-keys/api-key.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { SCOPE_LABELS } from "#features/settings/scope-labels.ts";

export const ApiKeyRow = ({ apiKey, onRevoke }: { apiKey: ApiKeyView; onRevoke: () => void }) => (
  <li className="flex flex-wrap items-center gap-x-6 gap-y-3 px-5 py-4">
    <div className="flex min-w-0 flex-1 basis-64 flex-col gap-0.5">
      <span className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{apiKey.name}</span>
        {apiKey.revokedAt ? (
          <Badge tone="calm" icon={Ban}>
            Revoked
          </Badge>
        ) : (
          <Badge tone="ok" icon={CircleCheck}>
            Active
          </Badge>
        )}
      </span>
      <span className="font-mono text-xs break-all text-faint">{apiKey.hint}</span>
      <span className="text-[0.8125rem] text-soft">
        {apiKey.scopes.map((scope) => SCOPE_LABELS[scope].label).join(", ")}
      </span>
    </div>
    <div className="flex flex-col text-[0.8125rem] text-faint">
      <span>
        Made <Time at={apiKey.createdAt} />
      </span>
      <span>
        {apiKey.lastUsedAt ? (
          <>
            Used <Time at={apiKey.lastUsedAt} />
          </>
        ) : (
          "Never used"
        )}
      </span>
    </div>
    {!apiKey.revokedAt && (
      <AdminOnly>
        <Button size="small" onClick={onRevoke}>
          Revoke<span className="sr-only"> {apiKey.name}</span>
        </Button>
      </AdminOnly>
    )}
  </li>
);
