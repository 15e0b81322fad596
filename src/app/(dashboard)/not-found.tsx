import { SearchX } from "lucide-react";
import { serverTexts } from "#app/server-texts.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";

const NotFound = async () => {
  const t = await serverTexts("shell.notFound");
  return (
    <EmptyState
      icon={SearchX}
      isWholePage
      title={t("title")}
      action={
        <ButtonLink href="/webhooks" variant="primary">
          {t("webhooks")}
        </ButtonLink>
      }
    >
      {t("about")}
    </EmptyState>
  );
};

export default NotFound;
