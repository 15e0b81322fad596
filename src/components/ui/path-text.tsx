import { Fragment } from "react";

/** Shows a URL, a path or a dotted name, which breaks after a slash or a dot where it can, not inside a word. */
export const PathText = ({ text }: { text: string }) =>
  text.split(/(?<=[/.])(?![/.])/).map((part, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a path never changes the order of its parts.
    <Fragment key={place}>
      {place > 0 && <wbr />}
      <span>{part}</span>
    </Fragment>
  ));
