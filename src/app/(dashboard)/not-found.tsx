import { SearchX } from "lucide-react";
import { serverTexts } from "#app/server-texts.ts";
import { EmptyState } from "#components/ui/states.tsx";
import { NotFoundLink } from "#features/shell/not-found-link.tsx";

const NotFound = async () => {
  const t = await serverTexts("shell.notFound");
  return (
    <EmptyState icon={SearchX} isWholePage title={t("title")} action={<NotFoundLink />}>
      {t("about")}
    </EmptyState>
  );
};

export default NotFound;
