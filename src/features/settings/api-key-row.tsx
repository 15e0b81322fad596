import { Ban, CircleCheck, Hourglass, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Time, useNow } from "#components/ui/time.tsx";
import type { ApiKeyView } from "#domain/api-keys/api-key.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { ModeBadge } from "#features/labels/mode-badge.tsx";
import { type KeyState, keyState } from "#features/settings/api-key-life.ts";
import { SCOPE_LABELS } from "#features/settings/scope-labels.ts";

const STATES: Record<KeyState, { word: string; tone: Tone; icon: LucideIcon }> = {
  active: { word: "Active", tone: "ok", icon: CircleCheck },
  expired: { word: "Expired", tone: "calm", icon: Hourglass },
  revoked: { word: "Revoked", tone: "calm", icon: Ban },
};

export const ApiKeyRow = ({ apiKey, onRevoke }: { apiKey: ApiKeyView; onRevoke: () => void }) => {
  // The server does not know the viewer's clock: time 0 renders only what is always true.
  const state = keyState(apiKey, useNow());
  const { word, tone, icon } = STATES[state];
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 px-5 py-4">
      <div className="flex min-w-0 flex-1 basis-64 flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 font-medium wrap-anywhere">{apiKey.name}</span>
          <Badge tone={tone} icon={icon}>
            {word}
          </Badge>
          <ModeBadge mode={apiKey.mode} />
        </span>
        <span className="font-mono text-xs break-all text-faint">{apiKey.hint}</span>
        <span className="text-[0.8125rem] text-soft">
          {apiKey.scopes.map((scope) => SCOPE_LABELS[scope].label).join(", ")}
        </span>
      </div>
      <div className="flex flex-col text-[0.8125rem] text-faint">
        <span>
          <span>Made</span> <Time at={apiKey.createdAt} />
        </span>
        <span>
          {apiKey.lastUsedAt ? (
            <>
              <span>Used</span> <Time at={apiKey.lastUsedAt} />
            </>
          ) : (
            <span>Never used</span>
          )}
        </span>
        {apiKey.expiresAt && state !== "revoked" && (
          <span>
            <span>{state === "expired" ? "Expired" : "Expires"}</span> <Time at={apiKey.expiresAt} />
          </span>
        )}
      </div>
      {!apiKey.revokedAt && (
        <AdminOnly>
          <Button size="small" onClick={onRevoke}>
            <span>Revoke</span>
            <span className="sr-only">{` ${apiKey.name}`}</span>
          </Button>
        </AdminOnly>
      )}
    </li>
  );
};
