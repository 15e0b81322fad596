/** Look of a checkbox, without its size and mark. */
export const BOX_LOOK =
  "appearance-none rounded-[0.3rem] border border-field bg-surface checked:border-accent checked:bg-accent " +
  "indeterminate:border-accent indeterminate:bg-accent disabled:opacity-50 forced-colors:appearance-auto";
