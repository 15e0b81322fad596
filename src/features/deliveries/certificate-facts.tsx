import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { DetailList } from "#components/ui/detail-list.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { inertText } from "#components/ui/inert-text.ts";
import { Time, useNow } from "#components/ui/time.tsx";
import type { CertificateView } from "#domain/deliveries/certificate.schema.ts";
import { certificateState } from "#features/deliveries/certificate-state.ts";

const BADGE_ICONS = { ok: ShieldCheck, calm: ShieldCheck, warn: ShieldAlert, bad: ShieldAlert } as const;

/**
 * Certificate that the endpoint showed: how long it is valid at a glance, names and issuer on demand.
 *
 * @param seenAt instant of the attempt; default: now
 */
export const CertificateFacts = ({ certificate, seenAt }: { certificate: CertificateView; seenAt?: string }) => {
  const t = useTranslations("deliveries.certificate");
  const { names, namesOmitted, issuer, validFrom, validUntil } = certificate;
  const now = useNow();
  const state = certificateState(certificate, seenAt === undefined ? now : Date.parse(seenAt), now);
  const omitted = namesOmitted > 0 ? ` ${t("moreNames", { count: namesOmitted })}` : "";
  return (
    <Disclosure
      summary={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span>{t("title")}</span>
          {state && (
            <Badge tone={state.tone} icon={BADGE_ICONS[state.tone]}>
              {t(state.kind, { days: state.daysLeft })}
            </Badge>
          )}
          <span translate="no" className="font-normal text-faint wrap-anywhere">
            {inertText(issuer ?? "")}
          </span>
        </span>
      }
    >
      <div className="flex flex-col gap-3 rounded-xl border border-line p-4">
        {state?.kind === "expires" && <p className="text-[0.8125rem] text-warn">{t("renew")}</p>}
        <DetailList
          items={[
            { label: t("names"), value: names.length > 0 ? inertText(names.join(", ")) + omitted : t("noNames") },
            { label: t("issuer"), value: issuer === null ? t("unknownIssuer") : inertText(issuer) },
            ...(validFrom ? [{ label: t("from"), value: <Time at={validFrom} withExact /> }] : []),
            ...(validUntil ? [{ label: t("until"), value: <Time at={validUntil} withExact /> }] : []),
          ]}
        />
      </div>
    </Disclosure>
  );
};
