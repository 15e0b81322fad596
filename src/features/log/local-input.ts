/** Text of `<input type="datetime-local">` in the browser's zone; "" for no instant. */
export const toLocalInput = (instant: string): string => {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return "";
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

export const fromLocalInput = (text: string): string => {
  const at = Date.parse(text);
  return text === "" || Number.isNaN(at) ? "" : new Date(at).toISOString();
};
