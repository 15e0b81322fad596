import { Ban, CircleCheck, CircleX, Clock, type LucideIcon, RotateCw } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";

type Status = DeliveryView["status"];

export const STATUSES: Record<Status, { label: string; tone: Tone; icon: LucideIcon; meaning: string }> = {
  pending: { label: "Waiting", tone: "calm", icon: Clock, meaning: "It waits for its first attempt." },
  retrying: { label: "Retrying", tone: "warn", icon: RotateCw, meaning: "It failed, and is tried again by itself." },
  delivered: { label: "Delivered", tone: "ok", icon: CircleCheck, meaning: "The receiver has it." },
  failed: { label: "Failed", tone: "bad", icon: CircleX, meaning: "All attempts failed. You can resend it." },
  canceled: { label: "Canceled", tone: "calm", icon: Ban, meaning: "It is not sent any more." },
};

export const StatusBadge = ({ status }: { status: Status }) => {
  const t = useTranslations("labels.status");
  const { tone, icon } = STATUSES[status];
  return (
    <Badge tone={tone} icon={icon} title={t(`${status}.meaning`)}>
      {t(`${status}.label`)}
    </Badge>
  );
};
