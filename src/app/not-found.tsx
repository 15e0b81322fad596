import { serverTexts } from "#app/server-texts.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { Logo } from "#features/shell/logo.tsx";

const NotFound = async () => {
  const t = await serverTexts("shell.notFound");
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-6 px-6">
      <Logo />
      <div className="flex flex-col gap-1.5">
        <h1 className="text-2xl font-semibold tracking-tight">{t("page")}</h1>
        <p className="text-soft">{t("pageAbout")}</p>
      </div>
      <ButtonLink href="/" variant="primary">
        {t("action")}
      </ButtonLink>
    </main>
  );
};

export default NotFound;
