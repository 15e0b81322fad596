const TERMINAL_INTERVAL_MS = 1_000;
const LINE_INTERVAL_MS = 10_000;

/**
 * Shows progress on stderr: a counting line on a terminal, else a line every 10 s. Returns the function that
 * ends it with the time taken; `false` leaves the last line out.
 * @param {string} what such as "Installing dependencies"
 * @param {{ detail?: () => string, stream?: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write"> }} [options] `detail` names the current step, such as "compiling"
 * @returns {(isDone?: boolean) => void}
 */
export const showProgress = (what, { detail = () => "", stream = process.stderr } = {}) => {
  const began = Date.now();
  const state = () => [what, detail(), `${Math.round((Date.now() - began) / 1_000)} s`].filter(Boolean).join(" · ");
  const show = () => {
    if (!stream.isTTY) return stream.write(`${state()}\n`);
    stream.write(`\r\x1b[2K${state().slice(0, stream.columns - 1)}`);
  };
  show();
  const timer = setInterval(show, stream.isTTY ? TERMINAL_INTERVAL_MS : LINE_INTERVAL_MS);
  let isEnded = false;
  return (isDone = true) => {
    if (isEnded) return;
    isEnded = true;
    clearInterval(timer);
    if (stream.isTTY) stream.write("\r\x1b[2K");
    if (isDone) stream.write(`${what} · done in ${Math.round((Date.now() - began) / 1_000)} s\n`);
  };
};
