import { Disclosure } from "#components/ui/disclosure.tsx";
import { PathText } from "#components/ui/path-text.tsx";
import type { Translate } from "#features/translate.ts";

/** Place on a page. `within`: calls of the API below it, in English. */
export type Place = { id: string; title: string; within?: readonly Call[] };
type Call = { id: string; method: string; path: string };

type Props = { places: readonly Place[]; t: Translate<"documents"> };

/** Headings of the page, beside the text on wide screens. */
export const WideContents = ({ places, t }: Props) =>
  places.length > 1 && (
    <nav aria-label={t("onPage")} className="hidden flex-col gap-0.5 md:flex">
      <p className="px-2.5 pb-1 text-xs font-medium text-faint">{t("onPage")}</p>
      {places.map(({ id, title }) => (
        <a
          key={id}
          href={`#${id}`}
          className="rounded-md px-2.5 py-1 text-[0.8125rem] wrap-anywhere text-soft hover:bg-hover hover:text-ink"
        >
          {title}
        </a>
      ))}
    </nav>
  );

/** Headings and calls of the page, above the text on phones. */
export const NarrowContents = ({ places, t }: Props) =>
  places.length > 1 && (
    <nav aria-label={t("onPage")} className="pb-6 md:hidden">
      <Disclosure summary={t("onPage")}>
        <ul className="flex flex-col gap-1 border-l border-line pl-2">
          {places.map(({ id, title, within = [] }) => (
            <li key={id}>
              <a
                href={`#${id}`}
                className="block rounded-md px-2 py-1.5 text-sm font-medium wrap-anywhere text-soft hover:bg-hover hover:text-ink"
              >
                {title}
              </a>
              {within.length > 0 && <Calls calls={within} />}
            </li>
          ))}
        </ul>
      </Disclosure>
    </nav>
  );

const Calls = ({ calls }: { calls: readonly Call[] }) => (
  <ul className="flex flex-col pb-2" translate="no">
    {calls.map(({ id, method, path }) => (
      <li key={id}>
        <a
          href={`#${id}`}
          className="grid grid-cols-[3.25rem_minmax(0,1fr)] rounded-md px-2 py-1.5 font-mono text-xs text-soft hover:bg-hover hover:text-ink"
        >
          <span className="text-faint">{method}</span>
          <span className="wrap-anywhere">
            <PathText text={path} />
          </span>
        </a>
      </li>
    ))}
  </ul>
);
