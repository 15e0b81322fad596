import { describe, expect, it } from "vitest";
import { hideUrl, seesUrls, shownUrl, urlFor } from "#domain/shown-url.ts";
import urlCases from "#tests/fixtures/url-cases.json" with { type: "json" };

const URLS = [
  ["https://hooks.example.com/T00/B11?x", "https://hooks.example.com/T00…"],
  ["https://hooks.slack.com/services/T000/B000/xyz", "https://hooks.slack.com/ser…"],
  ["https://hooks.example.com/T00", "https://hooks.example.com/T00"],
  ["https://hooks.example.com", "https://hooks.example.com/"],
  ["https://hooks.example.com/", "https://hooks.example.com/"],
  ["https://hooks.example.com/?sig=1", "https://hooks.example.com/…"],
  ["https://hooks.example.com/a#top", "https://hooks.example.com/a…"],
  ["https://hooks.example.com:8443/", "https://hooks.example.com/…"],
  ["https://hooks.example.com:443/a", "https://hooks.example.com/a"],
  ["http://127.0.0.1:45981/hook?sig=KEY", "http://127.0.0.1/hoo…"],
  ["http://[::1]:8080/hook", "http://[::1]/hoo…"],
  ["https://me:pass@hooks.example.com/a", "https://hooks.example.com/a…"],
  ["HTTPS://Hooks.Example.COM/T00/B11", "https://hooks.example.com/T00…"],
  ["https://hooks.example.com\\T00\\B11", "https://hooks.example.com/T00…"],
  ["https://hooks.example.com/%F0%9F%97%9D", "https://hooks.example.com/%F0…"],
  ["https://bücher.example/über-uns", "https://xn--bcher-kva.example/%C3…"],
  ["no address at all", "…"],
  ["", "…"],
] as const;

describe("the URL that is shown", () => {
  it.each(URLS)("of %s is %s, and stays so when it is shown again", (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
    expect(shownUrl(shown)).toBe(shown);
  });

  it("omits port, user, query, fragment, and the path after four characters", () => {
    const hosts = ["hooks.example.com", "203.0.113.7", "[2001:db8::1]", "localhost"];
    const paths = ["", "/", "/a", "/T00", "/T00/", "/T00/PATHMARK", "/.//PATHMARK", "/a…/PATHMARK", "/äöü/PATHMARK…"];
    const rests = ["", "?", "?QUERYMARK", "?sig=QUERYMARK…", "#HASHMARK", "?QUERYMARK#HASHMARK…"];
    for (const scheme of ["http", "https"])
      for (const user of ["", "USERMARK@", "USERMARK:PASSMARK@"])
        for (const host of hosts)
          for (const port of ["", ":8081"])
            for (const path of paths)
              for (const rest of rests) {
                const url = `${scheme}://${user}${host}${port}${path}${rest}`;
                const shown = shownUrl(url);
                expect(shown, url).not.toMatch(/MARK|8081/);
                expect(shown.startsWith(`${scheme}://${host}/`), url).toBe(true);
                expect(shown.slice(`${scheme}://${host}`.length).replace(/…$/, "").length, url).toBeLessThanOrEqual(4);
              }
  });

  it("exists for every URL, however odd", () => {
    const urls = urlCases.map(({ url }) => url);
    expect(urls.length).toBeGreaterThan(50);
    for (const url of urls) expect(shownUrl(shownUrl(url)), url).toBe(shownUrl(url));
  });
});

it("the URL is complete for admins, keys with webhook scope and the system, and shortened for others", () => {
  const url = "https://hooks.example.com/T00/B11?x";
  const user = { kind: "user", userId: "usr_1" } as const;
  expect(seesUrls({ tenantId: "a", by: { kind: "system" } })).toBe(true);
  expect(urlFor({ tenantId: "a", by: user, seesUrls: true }, url)).toBe(url);
  expect(urlFor({ tenantId: "a", by: user, seesUrls: false }, url)).toBe("https://hooks.example.com/T00…");
  expect(urlFor({ tenantId: "a", by: user }, url)).toBe("https://hooks.example.com/T00…");
});

describe("an answer that repeats the URL", () => {
  const url = "http://127.0.0.1:45981/hook/b%C3%BCro/0123456789abcdef?sig=TOP%20SECRET&v=1";

  it.each([
    ["Cannot POST /hook/b%C3%BCro/0123456789abcdef", "Cannot POST /hoo…"],
    ["no route /hook/büro/0123456789abcdef", "no route /hoo…"],
    ['{"path":"\\/hook\\/b%C3%BCro\\/0123456789abcdef"}', '{"path":"/hoo…"}'],
    [`${url}/`, "http://127.0.0.1/hoo…?…/"],
    ['{"sig":"TOP SECRET","v":"1"}', '{"sig":"…","v":"1"}'],
    ["sig=TOP%20SECRET", "sig=…"],
    ["no service 0123456789abcdef", "no service …"],
    ['{"received":true}', '{"received":true}'],
  ])("%s becomes %s", (answer, shown) => {
    expect(hideUrl(answer, url)).toBe(shown);
  });

  it("stays masked also when the URL holds a replacement pattern", () =>
    expect(hideUrl("Cannot POST /$&/SECRET-PATH", "https://hooks.example.com/$&/SECRET-PATH")).toBe(
      "Cannot POST /$&/…",
    ));

  it("stays as it is when the URL reveals nothing or is not a URL", () => {
    expect(hideUrl("GET / HTTP/1.1, a=1", "https://hooks.example.com/")).toBe("GET / HTTP/1.1, a=1");
    expect(hideUrl("anything", "")).toBe("anything");
    expect(hideUrl("100% of %zz", "https://hooks.example.com/100%zz")).toBe("100% of %zz");
  });
});
