import { Ban, CircleCheck, Hourglass, type LucideIcon } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { unbroken } from "#components/ui/dotted.ts";
import { Time, useNow } from "#components/ui/time.tsx";
import type { Tone } from "#components/ui/tints.ts";
import type { ApiKeyView } from "#domain/api-keys/api-key.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { ModeBadge } from "#features/labels/mode-badge.tsx";
import { type KeyState, keyState } from "#features/settings/api-key-life.ts";
import { SCOPE_TEXTS } from "#features/settings/scope-labels.ts";

const STATES = {
  active: { word: "active", tone: "ok", icon: CircleCheck },
  expired: { word: "expiredState", tone: "calm", icon: Hourglass },
  revoked: { word: "revokedState", tone: "calm", icon: Ban },
} as const satisfies Record<KeyState, { word: string; tone: Tone; icon: LucideIcon }>;

export const ApiKeyRow = ({ apiKey, onRevoke }: { apiKey: ApiKeyView; onRevoke: () => void }) => {
  const t = useTranslations("settings.apiKeys");
  const tScopes = useTranslations("settings.scopes");
  const state = keyState(apiKey, useNow());
  const { word, tone, icon } = STATES[state];
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 px-4 py-4 sm:px-5">
      <div className="flex min-w-0 flex-1 basis-64 flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 font-medium wrap-anywhere">{apiKey.name}</span>
          <Badge tone={tone} icon={icon}>
            {t(word)}
          </Badge>
          <ModeBadge mode={apiKey.mode} />
        </span>
        <span className="font-mono text-xs break-all text-faint">{apiKey.hint}</span>
        <span className="pt-0.5 text-[0.8125rem] text-pretty text-soft">
          {apiKey.scopes.map((scope) => unbroken(tScopes(SCOPE_TEXTS[scope].label))).join(", ")}
        </span>
      </div>
      <div className="flex min-w-0 items-center justify-between gap-4 max-md:grow sm:justify-end">
        <KeyTimes apiKey={apiKey} state={state} />
        {!apiKey.revokedAt && (
          <AdminOnly>
            <Button size="small" onClick={onRevoke} aria-label={t("revokeName", { name: apiKey.name })}>
              {t("revoke")}
            </Button>
          </AdminOnly>
        )}
      </div>
    </li>
  );
};

const KeyTimes = ({ apiKey, state }: { apiKey: ApiKeyView; state: KeyState }) => {
  const t = useTranslations("settings.apiKeys");
  return (
    <div className="flex flex-col text-[0.8125rem] text-faint">
      <span>
        <span>{t("created")}</span> <Time at={apiKey.createdAt} />
      </span>
      <span>
        {apiKey.lastUsedAt ? (
          <>
            <span>{t("used")}</span> <Time at={apiKey.lastUsedAt} />
          </>
        ) : (
          <span>{t("neverUsed")}</span>
        )}
      </span>
      {apiKey.expiresAt && state !== "revoked" && (
        <span>
          <span>{state === "expired" ? t("expired") : t("expires")}</span> <Time at={apiKey.expiresAt} />
        </span>
      )}
    </div>
  );
};
