"use client";

import { useTranslations } from "use-intl";
import type { SchemaField } from "#domain/event-types/schema-fields.ts";

/** Lists fields with type and meaning; on a phone the type stands under the name. */
export const FieldTable = ({ fields }: { fields: readonly SchemaField[] }) => {
  const t = useTranslations("catalog");
  return (
    <table className="w-full table-fixed border-t border-line text-left text-[0.8125rem]">
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("field")}</th>
          <th scope="col">{t("meaning")}</th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {fields.map(({ path, type, isRequired, description }) => (
          <tr key={path} className="align-top max-sm:flex max-sm:flex-col max-sm:gap-0.5 max-sm:px-4 max-sm:py-2.5">
            <th scope="row" className="py-2 pr-3 pl-5 font-normal max-sm:p-0 sm:w-2/5">
              <span translate="no" className="font-mono wrap-anywhere text-ink">
                {path}
              </span>
              {isRequired && <span className="block text-warn">{t("required")}</span>}
            </th>
            <td className="py-2 pr-5 max-sm:p-0">
              <span className="block text-faint">{type}</span>
              {description && <span className="block text-soft">{description}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
