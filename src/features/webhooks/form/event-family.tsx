import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { isOperationalFamily } from "#domain/event-types/event-families.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { type Choice, isAlias } from "#features/webhooks/form/event-choice.ts";

export type PickerState = Choice & {
  value: readonly string[];
  set: (names: readonly string[], on: boolean) => void;
};

type FamilyProps = { family: string; types: readonly EventTypeView[]; state: PickerState; startsOpen: boolean };

/** Family of event types: one tick for all of them, their count, and the types when it is opened. */
export const EventFamily = ({ family, types, state, startsOpen }: FamilyProps) => {
  const t = useTranslations("webhooks.form.events");
  const words = useEventWords();
  const ordinary = types.filter((type) => !isAlias(type));
  const aliases = types.filter(isAlias);
  const names = ordinary.map(({ type }) => type);
  const chosen = names.filter(state.isChosen).length;
  const isAllCovered = names.every(state.isCovered);
  const isSome = chosen > 0 && chosen < names.length;
  const [isOpen, setOpen] = useState(startsOpen || isSome || aliases.some(({ type }) => state.isChosen(type)));
  const wildcard = `${family}.*`;
  const count = names.length;
  return (
    <fieldset className="p-1.5">
      <legend className="sr-only">{words.family(family)}</legend>
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">
          <Checkbox
            checked={chosen === count}
            indeterminate={isSome}
            disabled={isAllCovered}
            onChange={(on) => state.set(names, on)}
            label={
              <span className="font-semibold">
                <span aria-hidden>{words.family(family)}</span>
                <span className="sr-only">{words.label(wildcard)}</span>
              </span>
            }
          />
        </div>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="mt-0.5 flex h-8 shrink-0 items-center gap-1.5 rounded-lg px-2.5 text-[0.8125rem] text-soft tabular-nums hover:bg-hover hover:text-ink"
        >
          <span className="sr-only">{`${words.family(family)}: `}</span>
          <span>
            {chosen === 0 ? t("none") : chosen === count ? t("all", { count }) : t("some", { chosen, count })}
          </span>
          <ChevronRight aria-hidden className={`size-4 text-faint transition-transform ${isOpen ? "rotate-90" : ""}`} />
        </button>
      </div>
      {isOpen && (
        <div className="flex flex-col pt-1 sm:pl-7">
          {ordinary.map((type) => (
            <TypeRow key={type.type} type={type} state={state} isFixed={state.isCovered(type.type)} />
          ))}
          {!isOperationalFamily(family) && (
            <Checkbox
              checked={state.value.includes(wildcard) || state.value.includes("*")}
              disabled={state.value.includes("*")}
              onChange={(on) => state.set([wildcard], on)}
              label={t("later")}
              hint={t("laterHint")}
              mark={wildcard}
            />
          )}
          {aliases.length > 0 && (
            <div className="px-2.5 pt-1.5 pb-1">
              <Disclosure summary={t("aliases")} open={aliases.some(({ type }) => state.isChosen(type))}>
                <p className="pb-1.5 text-[0.8125rem] text-soft">{t("aliasesHint")}</p>
                <div className="-mx-2.5 flex flex-col">
                  {aliases.map((type) => (
                    <TypeRow key={type.type} type={type} state={state} isFixed={false} />
                  ))}
                </div>
              </Disclosure>
            </div>
          )}
        </div>
      )}
    </fieldset>
  );
};

type RowProps = { type: EventTypeView; state: PickerState; isFixed: boolean };

/** One event type. `isFixed`: a wildcard stands for it. */
export const TypeRow = ({ type: { type }, state, isFixed }: RowProps) => {
  const { label, description } = useEventWords();
  return (
    <Checkbox
      checked={state.isChosen(type)}
      disabled={isFixed}
      onChange={(on) => state.set([type], on)}
      label={label(type)}
      hint={description(type)}
      mark={type}
    />
  );
};
