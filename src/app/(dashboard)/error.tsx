"use client";

import { useTranslations } from "use-intl";
import { ErrorState } from "#components/ui/states.tsx";

const DashboardError = ({ retry }: { error: unknown; retry: () => void }) => (
  <ErrorState message={useTranslations("shell.error")("short")} onRetry={retry} />
);

export default DashboardError;
