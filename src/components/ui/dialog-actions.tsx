import type { ReactNode } from "react";

/** Buttons at the end of a long window. They stay in sight while its content scrolls, where the page is tall enough. */
export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div
    data-actions
    className="bottom-0 -mx-6 flex flex-col-reverse gap-2 border-t border-line bg-surface px-6 pt-4 pb-6 sm:flex-row sm:justify-end [@media(min-height:28rem)]:sticky"
  >
    {children}
  </div>
);
