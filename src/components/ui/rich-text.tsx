import { Children, type ReactNode } from "react";

/** Result of `t.rich`, each text in an element of its own: a translator may replace texts, and React keeps the elements. */
export const RichText = ({ children }: { children: ReactNode }) =>
  Children.map(children, (piece) => (typeof piece === "string" ? <span>{piece}</span> : piece));
