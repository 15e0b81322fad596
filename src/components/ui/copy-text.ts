/**
 * Copies a text to the clipboard. Returns false when the browser refuses all ways; the person can then copy a selected
 * text.
 *
 * @param beside element on the page, inside the open dialog if there is one: the focus must stay inside
 */
export const copyText = async (text: string, beside: Element): Promise<boolean> => {
  try {
    // biome-ignore lint/style/noRestrictedGlobals: missing on plain http origins; the way below works there.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text, beside);
  }
};

const copySelected = (text: string, beside: Element): boolean => {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "sr-only";
  beside.after(field);
  selectAll(field);
  const isCopied = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
};

export const selectAll = (field: HTMLTextAreaElement | null) => {
  field?.focus({ preventScroll: true });
  field?.select();
};
