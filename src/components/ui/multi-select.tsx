"use client";

import { ButtonContent, buttonProps, type MultiSelectProps } from "#components/ui/multi-select-parts.tsx";
import { useOnDemand } from "#components/ui/on-demand.ts";

const loadPopup = () => import("#components/ui/multi-select-popup.tsx").then((part) => part.MultiSelectPopup);

/** Choice of several values behind one button, which shows how many are chosen. */
export const MultiSelect = (props: MultiSelectProps) => {
  const { part: Popup, trigger } = useOnDemand(loadPopup);
  if (Popup) return <Popup {...props} />;
  return (
    <button
      {...trigger}
      {...buttonProps(props)}
      type="button"
      role="combobox"
      aria-haspopup="listbox"
      aria-expanded={false}
    >
      <ButtonContent {...props} />
    </button>
  );
};
