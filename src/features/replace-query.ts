/** Changes the query of the page's URL in place, without a request: the browser has the data, or reads it. "" removes a parameter. */
export const replaceQuery = (changes: Record<string, string>): void => {
  const url = new URL(window.location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  window.history.replaceState(null, "", url);
};
