import { Braces, ChevronRight, RotateCcw } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { formatJson } from "#components/ui/format-json.ts";
import { JsonEditor } from "#components/ui/json-editor.tsx";
import { jsonPlaces, lineOfPath } from "#components/ui/json-places.ts";
import { syntaxErrorLine } from "#components/ui/json-syntax.ts";
import type { FieldProblem } from "#features/playground/use-send-test.ts";
import type { TestDraft } from "#features/playground/use-test-draft.ts";
import { errorText } from "#features/request-error.ts";

type Props = {
  draft: TestDraft;
  /** `path` starts with `data`, as the API names it. A syntax error has its line instead. */
  problems: readonly (FieldProblem & { line?: number | null })[];
  onSubmit: () => void;
};

/** Shows the data of a test, and lets a person change it. */
export const TestDataEditor = ({ draft, problems, onSubmit }: Props) => {
  const t = useTranslations("playground.test");
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <button
        type="button"
        aria-expanded={draft.isEditing}
        onClick={() => draft.setEditing(!draft.isEditing)}
        className="inline-flex w-fit items-center gap-1.5 rounded-md py-1 pr-2 text-sm font-medium text-soft hover:text-ink"
      >
        <ChevronRight
          aria-hidden
          className={classNames("size-4 text-faint transition-transform", draft.isEditing && "rotate-90")}
        />
        <span>{t("edit")}</span>
        {draft.isChanged && <Badge tone="accent">{t("edited")}</Badge>}
      </button>
      {draft.isEditing && <Editor draft={draft} problems={problems} onSubmit={onSubmit} />}
    </div>
  );
};

const Editor = ({ draft, problems, onSubmit }: Props) => {
  const t = useTranslations("playground.test");
  const { past } = draft;
  if (past?.isLoading)
    return (
      <p role="status" className="text-[0.8125rem] text-faint">
        {t("loading")}
      </p>
    );
  if (draft.source === "past" && draft.eventId === "")
    return <p className="text-[0.8125rem] text-faint">{t("chooseFirst")}</p>;
  return (
    <>
      {past?.isError && <p className="text-[0.8125rem] text-bad">{errorText(past.error)}</p>}
      {past?.data && (
        <p className="text-[0.8125rem] text-faint">{t(past.data.bodyUnreadable ? "unreadable" : "gone")}</p>
      )}
      <JsonEditor
        label={t("data")}
        hint={t("dataHint")}
        lineLabel={(line) => t("line", { line })}
        value={draft.text}
        onChange={draft.setText}
        onSubmit={onSubmit}
        problems={placed(draft.text, problems)}
      />
      <div className="flex flex-wrap gap-2">
        <Button size="small" icon={Braces} onClick={() => draft.setText(formatJson(draft.text) ?? draft.text)}>
          {t("format")}
        </Button>
        {draft.isChanged && (
          <Button size="small" icon={RotateCcw} onClick={draft.reset}>
            {t("reset")}
          </Button>
        )}
      </div>
    </>
  );
};

const placed = (text: string, problems: Props["problems"]) => {
  if (problems.length === 0) return [];
  const places = syntaxErrorLine(text) === null ? jsonPlaces(text) : new Map();
  return problems.map(({ path, message, line }) => ({
    path,
    message,
    line:
      line === undefined && path.startsWith("data") ? lineOfPath(places, path.slice("data.".length)) : (line ?? null),
  }));
};
