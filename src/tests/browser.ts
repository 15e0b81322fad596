/** Sends requests to a handler as a browser does: keeps cookies and names the page's origin. */
export const createBrowser = (
  handle: (request: Request) => Promise<Response>,
  { origin, headers = {} }: { origin: string; headers?: Record<string, string> },
) => {
  const cookies = new Map<string, string>();
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const post = async (path: string, body: object = {}, more: Record<string, string> = {}): Promise<Response> => {
    const answer = await handle(
      new Request(`${origin}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", origin, cookie: cookie(), ...headers, ...more },
        body: JSON.stringify(body),
      }),
    );
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  return { post, headers: () => new Headers({ cookie: cookie() }), cookies };
};
