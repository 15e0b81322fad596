import { describe, expect, it } from "vitest";
import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import { checkUrl } from "#domain/url-policy/check-url.ts";
import { judgeAddresses } from "#domain/url-policy/judge-addresses.ts";
import { parseNetworks } from "#domain/url-policy/networks.ts";
import cases from "#tests/fixtures/url-cases.json" with { type: "json" };

type Case = {
  id: string;
  url: string;
  resolves_to: string[] | null;
  verdict: string;
  why: string;
  resolves_to_sequence?: string[][];
  expect_sequence?: string[];
};

const networks = (text: string) => {
  const parsed = parseNetworks(text);
  if (!parsed.ok) throw new Error(parsed.bad);
  return parsed.networks;
};

const baseUrl = "http://localhost:3000";
const strict = addressPolicy({ baseUrl });
const loopback = addressPolicy({ allowNetworks: networks("127.0.0.0/8,::1/128"), baseUrl });

const verdict = (url: string, addresses: string[]) => {
  if (!checkUrl(url, strict).ok) return "reject_at_registration";
  return judgeAddresses(addresses, strict) === "allow" ? "allow" : "block_at_delivery";
};

const refusal = (url: string, policy = loopback, addresses: string[] = []) => {
  const result = checkUrl(url, policy, addresses);
  return result.ok ? null : result.code;
};

describe("the published cases", () => {
  it.each((cases as Case[]).map((one) => [one.id, one.why, one] as const))("%s: %s", (_id, _why, one) => {
    expect(verdict(one.url, one.resolves_to ?? [])).toBe(one.verdict);
    const sequence = one.resolves_to_sequence ?? [];
    expect(sequence.map((addresses) => verdict(one.url, addresses))).toEqual(one.expect_sequence ?? []);
  });
});

describe("checkUrl", () => {
  it("answers with the parsed URL, its scheme and host in any case", () => {
    const result = checkUrl("HTTPS://Hooks.Example.com/In?a=1", strict);
    expect(result.ok && result.url.href).toBe("https://hooks.example.com/In?a=1");
  });

  it("allows port 443 and 8443 and no other", () => {
    expect(["", ":443", ":8443", ":80", ":0", ":8444"].map((port) => refusal(`https://example.com${port}/`))).toEqual([
      null,
      null,
      null,
      "port",
      "port",
      "port",
    ]);
  });

  it("accepts 2,048 characters and refuses 2,049", () => {
    const start = "https://example.com/";
    expect(refusal(start + "a".repeat(2_048 - start.length))).toBe(null);
    expect(refusal(start + "a".repeat(2_049 - start.length))).toBe("too_long");
  });

  it("allows @ and % after the authority", () => {
    expect(refusal("https://example.com/@mais/%41?to=a@b.c")).toBe(null);
    expect(refusal("https://example.com?to=a@b.c")).toBe(null);
  });

  it("refuses every control character, wherever it is", () => {
    for (let code = 0; code <= 0x20; code++) {
      const char = String.fromCharCode(code);
      expect(refusal(`https://exa${char}mple.com/`), `host, ${code}`).toBe("whitespace_or_control");
      expect(refusal(`https://example.com/${char}`), `path, ${code}`).toBe("whitespace_or_control");
    }
    expect(refusal("https://example.com/\x7f")).toBe("whitespace_or_control");
  });

  it("refuses labels that are not letters, digits and inner hyphens", () => {
    for (const host of ["-a.example.com", "a-.example.com", "a..example.com", "a_b.example.com", "a*b.example.com"]) {
      expect(refusal(`https://${host}/`), host).toBe("bad_label");
    }
    expect(refusal("https://a--b.1-2.example.com/")).toBe(null);
  });

  it("refuses special-use names only at a label boundary", () => {
    expect(refusal("https://a.b.internal/")).toBe("special_use_name");
    expect(refusal("https://notinternal.com/")).toBe(null);
    expect(refusal("https://internal.example.com/")).toBe(null);
    expect(refusal("https://home.arpa/")).toBe("special_use_name");
  });

  it("names the rule in words and never throws on nonsense", () => {
    for (const raw of [
      "",
      "x",
      "https://",
      "https:///",
      "https://:443/",
      "https://[::1",
      "https://[]/",
      "https://%/",
      "\ud800",
    ]) {
      const result = checkUrl(raw, loopback);
      expect(result.ok ? "" : result.message, raw).toMatch(/^[A-Z].{10,}\.$/);
    }
  });
});

describe("allowed networks", () => {
  it("let literals inside them and localhost use http and any port", () => {
    const urls = [
      "http://127.0.0.1:4000/",
      "http://127.9.9.9/",
      "https://[::1]:9/x",
      "http://localhost:3000/",
      "http://LOCALHOST",
    ];
    expect(urls.map((url) => refusal(url))).toEqual([null, null, null, null, null]);
    expect(urls.map((url) => refusal(url, strict))).not.toContain(null);
  });

  it("change nothing for any other host", () => {
    expect(refusal("http://10.0.0.1/")).toBe("scheme");
    expect(refusal("https://10.0.0.1/")).toBe("ip_literal");
    expect(refusal("http://hooks.example.com/")).toBe("scheme");
    expect(refusal("https://hooks.example.com:4000/")).toBe("port");
    expect(refusal("https://app.localhost/")).toBe("special_use_name");
    expect(refusal("http://localhost.:3000/")).not.toBe(null);
  });

  it("keep the rules about the text of the URL", () => {
    for (const raw of [
      "http://a@127.0.0.1/",
      "http://127.0.0.1/#a",
      "http:\\\\127.0.0.1/",
      "http:127.0.0.1/",
      "http://127%2e0.0.1/",
    ]) {
      expect(refusal(raw), raw).not.toBe(null);
    }
  });

  it("open localhost only when loopback is inside them", () => {
    const policy = addressPolicy({ allowNetworks: networks("10.0.0.0/8"), baseUrl });
    expect(refusal("http://localhost:3000/", policy)).not.toBe(null);
  });
});

describe("denied networks", () => {
  const policy = addressPolicy({
    allowNetworks: networks("127.0.0.0/8,::1/128,10.0.0.0/8"),
    denyNetworks: networks("127.0.0.1,::1,10.9.0.0/16,93.184.215.0/24,2606:2800::/32"),
    baseUrl,
  });

  it("win over the allowed ones, for literals, localhost and names", () => {
    expect(refusal("http://127.0.0.1:4000/", policy)).toBe("scheme");
    expect(refusal("https://2130706433/", policy)).toBe("ip_literal");
    expect(refusal("https://[::ffff:10.9.1.1]/", policy)).toBe("ip_literal");
    expect(refusal("http://localhost:4000/", policy)).not.toBe(null);
    expect(refusal("http://receiver:80/", policy, ["10.1.1.1", "10.9.1.1"])).not.toBe(null);
    expect(refusal("http://receiver:80/", policy, ["10.1.1.1"])).toBe(null);
    expect(refusal("http://127.0.0.2:4000/", policy)).toBe(null);
  });

  it("are never connected to, public or allowed, in any spelling", () => {
    for (const denied of ["93.184.215.14", "2606:2800::1", "127.0.0.1", "::ffff:127.0.0.1", "10.9.255.255"]) {
      expect(judgeAddresses(["8.8.8.8", denied], policy), denied).toBe("block");
    }
    for (const near of ["93.184.214.255", "93.184.216.0", "2606:2801::1", "127.0.0.2", "10.8.255.255"]) {
      expect(judgeAddresses(["8.8.8.8", near], policy), near).toBe("allow");
    }
  });
});

describe("our own host", () => {
  const own = (baseUrl: string, allow = "") => addressPolicy({ baseUrl, allowNetworks: networks(allow) });

  it("is refused in any spelling, on any port and path, and no other name is", () => {
    const policy = own("https://Hooks.Example.com");
    for (const url of [
      "https://hooks.example.com/",
      "https://HOOKS.example.COM:8443/v1/events",
      "HTTPS://hooks.example.com?x",
    ]) {
      expect(refusal(url, policy), url).toBe("own_host");
    }
    expect(refusal("https://example.com/", policy)).toBe(null);
    expect(refusal("https://a.hooks.example.com/", policy)).toBe(null);
    expect(refusal("https://hooks.example.com.evil.com/", policy)).toBe(null);
  });

  it("is refused also inside allowed networks", () => {
    const policy = own("https://hooks.example.com", "10.0.0.0/8");
    for (const url of ["http://hooks.example.com:3000/", "https://hooks.example.com./"]) {
      expect(refusal(url, policy, ["10.0.0.7"]), url).toBe("own_host");
    }
  });

  it("given as an address is refused in every spelling, and by every name that resolves to it", () => {
    const policy = own("http://10.0.0.7:3000", "10.0.0.0/8");
    for (const url of ["http://10.0.0.7:3000/", "http://10.7/", "http://0xa000007/", "http://[::ffff:10.0.0.7]/"]) {
      expect(refusal(url, policy), url).not.toBe(null);
    }
    expect(judgeAddresses(["10.0.0.7"], policy)).toBe("block");
    expect(judgeAddresses(["10.0.0.8"], policy)).toBe("allow");
  });

  it("is not refused on loopback, where a developer's receivers run too", () => {
    for (const baseUrl of ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"]) {
      expect(own(baseUrl).ownHosts, baseUrl).toEqual([]);
    }
    expect(refusal("http://localhost:3000/demo")).toBe(null);
  });
});

describe("judgeAddresses", () => {
  it("blocks when any address is bad, and when there is none", () => {
    expect(judgeAddresses(["8.8.8.8", "10.0.0.1"], strict)).toBe("block");
    expect(judgeAddresses([], loopback)).toBe("block");
    expect(judgeAddresses(["8.8.8.8", "nonsense"], loopback)).toBe("block");
  });

  it("allows a mix of public addresses and addresses inside the allowed networks", () => {
    expect(judgeAddresses(["8.8.8.8", "127.0.0.1", "::1"], loopback)).toBe("allow");
  });
});
