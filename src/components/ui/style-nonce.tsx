"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import type { ReactNode } from "react";

/** Passes the page's nonce to styles of the UI primitives, as the content policy requires. */
export const StyleNonce = ({ nonce, children }: { nonce: string | undefined; children: ReactNode }) => (
  <CSPProvider nonce={nonce}>{children}</CSPProvider>
);
