import { CirclePause, CirclePower, HeartPulse, type LucideIcon, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tints.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

type Health = WebhookView["health"];

export const HEALTH_LOOK: Record<Health, { tone: Tone; icon: LucideIcon }> = {
  healthy: { tone: "ok", icon: HeartPulse },
  failing: { tone: "warn", icon: TriangleAlert },
  paused: { tone: "bad", icon: CirclePause },
  disabled: { tone: "calm", icon: CirclePower },
};

export const HealthBadge = ({ webhook }: { webhook: Pick<WebhookView, "health" | "disabledReason"> }) => {
  const t = useTranslations("webhooks.badge");
  // A webhook that the system turned off needs attention, unlike one that its owner turned off.
  const isOurDoing = webhook.health === "disabled" && webhook.disabledReason !== "by_user";
  const { tone, icon } = HEALTH_LOOK[webhook.health];
  const name = isOurDoing ? "turnedOff" : webhook.health;
  return (
    <Badge tone={isOurDoing ? "bad" : tone} icon={icon} title={t(`${name}.meaning`)}>
      {t(`${name}.label`)}
    </Badge>
  );
};
