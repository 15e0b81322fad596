"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import type { ReactNode } from "react";

/** Gives the page's nonce to the styles that UI primitives write, as the content policy demands. */
export const StyleNonce = ({ nonce, children }: { nonce: string | undefined; children: ReactNode }) => (
  <CSPProvider nonce={nonce}>{children}</CSPProvider>
);
