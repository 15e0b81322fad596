"use client";

import { Download, SlidersHorizontal } from "lucide-react";
import { useId } from "react";
import { useTranslations } from "use-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { PopupButton } from "#components/ui/popup-button.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { PERSON_MARK_PARAMETER } from "#domain/sessions/person-mark.values.ts";
import { COLUMN_IDS, type LogView } from "#features/log/log-view.ts";
import { useFollowPerson, usePersonMark } from "#trpc/client.tsx";

/** Row height and columns, remembered by this browser. */
export const ViewMenu = ({ view, onChange }: { view: LogView; onChange: (view: LogView) => void }) => {
  const t = useTranslations("log");
  const densityId = useId();
  return (
    <PopupButton label={t("view.button")} icon={SlidersHorizontal}>
      <div className="flex flex-col gap-1.5">
        <p id={densityId} className="px-1 text-xs font-medium text-faint">
          {t("view.density")}
        </p>
        <Segmented
          label={t("view.density")}
          value={view.density}
          onChange={(density) => onChange({ ...view, density })}
          items={[
            { value: "compact", label: t("view.compact") },
            { value: "roomy", label: t("view.roomy") },
          ]}
        />
      </div>
      <fieldset>
        <legend className="px-1 pb-1 text-xs font-medium text-faint">{t("view.columns")}</legend>
        {COLUMN_IDS.map((id) => (
          <Checkbox
            key={id}
            label={t(`columns.${id}`)}
            checked={view.columns.includes(id)}
            onChange={(isOn) =>
              onChange({
                ...view,
                columns: COLUMN_IDS.filter((one) => (one === id ? isOn : view.columns.includes(one))),
              })
            }
          />
        ))}
      </fieldset>
    </PopupButton>
  );
};

/** Mirrors the limit of `export-deliveries.ts`. */
const EXPORT_ROWS_MAX = 100_000;

/** Downloads what the filters show. `query` starts with `?`. */
export const ExportMenu = ({ query }: { query: string }) => {
  const t = useTranslations("log.export");
  const person = usePersonMark();
  const followPerson = useFollowPerson();
  const hrefOf = (format: "csv" | "ndjson") =>
    `/deliveries/export${query ? `${query}&` : "?"}format=${format}&${PERSON_MARK_PARAMETER}=${person}`;
  return (
    <PopupButton label={t("button")} icon={Download}>
      <div className="flex flex-col">
        {(["csv", "ndjson"] as const).map((format) => (
          <a
            key={format}
            href={hrefOf(format)}
            download
            onClick={followPerson}
            className="rounded-lg px-2.5 py-2 font-medium text-ink hover:bg-hover"
          >
            {t(format)}
          </a>
        ))}
      </div>
      <p className="px-2.5 text-xs text-faint">{t("hint", { count: EXPORT_ROWS_MAX })}</p>
    </PopupButton>
  );
};
