import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** Shown once, after creation. */
export const RecoveryCodes = ({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) => {
  const t = useTranslations("settings.twoFactor");
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-soft">{t("recoveryAbout")}</p>
      <ul
        aria-label={t("recoveryList")}
        translate="no"
        className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-xl border border-line bg-sunken p-4 font-mono text-[0.8125rem] select-all"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <CopyButton text={codes.join("\n")} what={t("codes")} variant="secondary" size="medium" />
        <Button variant="primary" onClick={onDone}>
          {t("kept")}
        </Button>
      </div>
    </div>
  );
};
