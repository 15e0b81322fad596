import { Children, type ReactNode } from "react";

/** Shows a text with elements in it (`t.rich`). Each piece gets an element, which translators of browsers need. */
export const RichText = ({ children }: { children: ReactNode }) =>
  Children.map(children, (piece) => (typeof piece === "string" ? <span>{piece}</span> : piece));
