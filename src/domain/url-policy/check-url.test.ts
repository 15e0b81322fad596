import { describe, expect, it } from "vitest";
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

const loopback = (() => {
  const parsed = parseNetworks("127.0.0.0/8,::1/128");
  return parsed.ok ? parsed.networks : [];
})();

const verdict = (url: string, addresses: string[]) => {
  if (!checkUrl(url, { allowNetworks: [] }).ok) return "reject_at_registration";
  return judgeAddresses(addresses, []) === "allow" ? "allow" : "block_at_delivery";
};

const refusal = (url: string, allowNetworks = loopback) => {
  const result = checkUrl(url, { allowNetworks });
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
    const result = checkUrl("HTTPS://Hooks.Example.com/In?a=1", { allowNetworks: [] });
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

  it("counts 2,048 characters as short enough and 2,049 as too long", () => {
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

  it("refuses special-use names at a label boundary only", () => {
    expect(refusal("https://a.b.internal/")).toBe("special_use_name");
    expect(refusal("https://notinternal.com/")).toBe(null);
    expect(refusal("https://internal.example.com/")).toBe(null);
    expect(refusal("https://home.arpa/")).toBe("special_use_name");
  });

  it("names the rule in words and never fails on nonsense", () => {
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
      const result = checkUrl(raw, { allowNetworks: loopback });
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
    expect(urls.map((url) => refusal(url, []))).not.toContain(null);
  });

  it("change nothing for any other host", () => {
    expect(refusal("http://10.0.0.1/")).toBe("scheme");
    expect(refusal("https://10.0.0.1/")).toBe("ip_literal");
    expect(refusal("http://hooks.example.com/")).toBe("scheme");
    expect(refusal("https://hooks.example.com:4000/")).toBe("port");
    expect(refusal("https://app.localhost/")).toBe("special_use_name");
    expect(refusal("http://localhost.:3000/")).not.toBe(null);
  });

  it("do not lift the rules about the text of the URL", () => {
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

  it("do not make localhost reachable unless loopback is inside them", () => {
    const parsed = parseNetworks("10.0.0.0/8");
    expect(refusal("http://localhost:3000/", parsed.ok ? parsed.networks : [])).not.toBe(null);
  });
});

describe("judgeAddresses", () => {
  it("blocks when any address is bad, and when there is none", () => {
    expect(judgeAddresses(["8.8.8.8", "10.0.0.1"], [])).toBe("block");
    expect(judgeAddresses([], loopback)).toBe("block");
    expect(judgeAddresses(["8.8.8.8", "nonsense"], loopback)).toBe("block");
  });

  it("allows public addresses and those inside the allowed networks together", () => {
    expect(judgeAddresses(["8.8.8.8", "127.0.0.1", "::1"], loopback)).toBe("allow");
  });
});
