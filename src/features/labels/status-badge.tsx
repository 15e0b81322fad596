import { Ban, CircleCheck, CircleX, Clock, type LucideIcon, RotateCw } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tints.ts";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";

type Status = DeliveryView["status"];

export const STATUSES: Record<Status, { tone: Tone; icon: LucideIcon }> = {
  pending: { tone: "calm", icon: Clock },
  retrying: { tone: "warn", icon: RotateCw },
  delivered: { tone: "ok", icon: CircleCheck },
  failed: { tone: "bad", icon: CircleX },
  canceled: { tone: "calm", icon: Ban },
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
