import { CirclePause, CirclePower, HeartPulse, type LucideIcon, TriangleAlert } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

type Health = WebhookView["health"];

const HEALTH: Record<Health, { label: string; tone: Tone; icon: LucideIcon; meaning: string }> = {
  healthy: { label: "Healthy", tone: "ok", icon: HeartPulse, meaning: "Messages arrive." },
  failing: { label: "Failing", tone: "warn", icon: TriangleAlert, meaning: "The last messages did not arrive." },
  paused: { label: "Paused", tone: "bad", icon: CirclePause, meaning: "Failing for long: only tried now and then." },
  disabled: { label: "Off", tone: "calm", icon: CirclePower, meaning: "Nothing is sent." },
};

/** Why a webhook is off, for its owner; null while it is on. */
export const OFF_REASONS: Record<NonNullable<WebhookView["disabledReason"]>, string> = {
  by_user: "You turned it off. Events that happen meanwhile are not sent.",
  gone: "The receiver answered that it is gone for good (410), so nothing more is sent to it.",
  receiver_request: "The receiver asked us to stop sending.",
  failing: "Too many messages in a row failed, so it was turned off automatically.",
};

export const HealthBadge = ({ health }: { health: Health }) => {
  const { label, tone, icon, meaning } = HEALTH[health];
  return (
    <Badge tone={tone} icon={icon} title={meaning}>
      {label}
    </Badge>
  );
};
