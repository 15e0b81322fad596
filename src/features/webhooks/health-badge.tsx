import { CirclePause, CirclePower, HeartPulse, type LucideIcon, TriangleAlert } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

type Health = WebhookView["health"];

const HEALTH: Record<Health, { label: string; tone: Tone; icon: LucideIcon; meaning: string }> = {
  healthy: { label: "Healthy", tone: "ok", icon: HeartPulse, meaning: "Messages arrive." },
  failing: { label: "Failing", tone: "warn", icon: TriangleAlert, meaning: "The last messages did not arrive." },
  paused: {
    label: "Paused",
    tone: "bad",
    icon: CirclePause,
    meaning: "Nothing gets through: tried now and then until it does.",
  },
  disabled: { label: "Off", tone: "calm", icon: CirclePower, meaning: "Nothing is sent." },
};

/** Webhooks turned off by the system need attention, unlike those that their owner turned off. */
const TURNED_OFF = { ...HEALTH.disabled, label: "Turned off", tone: "bad", meaning: "We turned it off." } as const;

export const HealthBadge = ({ webhook }: { webhook: Pick<WebhookView, "health" | "disabledReason"> }) => {
  const isOurDoing = webhook.health === "disabled" && webhook.disabledReason !== "by_user";
  const { label, tone, icon, meaning } = isOurDoing ? TURNED_OFF : HEALTH[webhook.health];
  return (
    <Badge tone={tone} icon={icon} title={meaning}>
      {label}
    </Badge>
  );
};
