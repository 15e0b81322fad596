"use client";

import { ErrorState } from "#components/ui/states.tsx";

const DashboardError = ({ retry }: { error: unknown; retry: () => void }) => (
  <ErrorState message="Something went wrong on our side. Try again in a moment." onRetry={retry} />
);

export default DashboardError;
