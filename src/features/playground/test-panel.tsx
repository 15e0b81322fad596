"use client";

import dynamic from "next/dynamic";
import { LoadingRows } from "#components/ui/states.tsx";

/** Loads *Send test* when a page shows it: editor and waterfall are no part of a page's first load. */
export const TestPanel = dynamic(() => import("#features/playground/send-test.tsx").then(({ SendTest }) => SendTest), {
  ssr: false,
  loading: () => <LoadingRows rows={2} />,
});
