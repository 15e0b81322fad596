import { execFileSync, spawnSync } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { curlCommand, signingCurlCommand } from "#features/deliveries/curl-command.ts";

describe("curlCommand", () => {
  it("escapes quotes, dollars and line breaks for the shell", () => {
    const request = {
      url: "https://hooks.example.com/a?b='c'",
      headers: { "content-type": "application/json", host: "hooks.example.com" },
    };
    const command = curlCommand(request, '{"name":"O\'Hara $HOME"}');
    expect(command).toBe(
      [
        `curl -X POST 'https://hooks.example.com/a?b='\\''c'\\''' \\`,
        `  -H 'content-type: application/json' \\`,
        `  --data-binary '{"name":"O'\\''Hara $HOME"}'`,
      ].join("\n"),
    );
  });

  it("sends no body when it is past retention", () => {
    expect(curlCommand({ url: "https://a.example.com", headers: {} }, null)).toBe(
      "curl -X POST 'https://a.example.com'",
    );
  });
});

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

describe("signingCurlCommand", () => {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const body = '{"name":"O\'Hara $HOME","note":"ü\\n%s\\\\"}\n';
  const headers = {
    "webhook-id": "evt_1",
    "webhook-timestamp": "1",
    "webhook-signature": "v1,old",
    "X-MAIS-Signature": "old",
    "X-MAIS-Signature-Previous": "older",
    "X-MAIS-Event": "appointment.created",
  };
  const script = signingCurlCommand({ url: "https://hooks.example.com/", headers }, body) ?? "";

  it("needs a body and an id", () => {
    expect(signingCurlCommand({ url: "https://a.example.com", headers }, null)).toBeNull();
    expect(signingCurlCommand({ url: "https://a.example.com", headers: {} }, body)).toBeNull();
  });

  it("holds neither a secret nor the signatures of then", () => {
    expect(script).toContain("WEBHOOK_SECRET");
    expect(script).not.toMatch(/v1,old|'X-MAIS-Signature|older/);
  });

  it.runIf(hasOpenssl)("signs so that an endpoint accepts it", () => {
    const printed = execFileSync("sh", ["-c", `curl() { printf '%s\\0' "$@"; }\n${script}`], {
      encoding: "utf8",
      env: { ...process.env, WEBHOOK_SECRET: secret },
    });
    const words = printed.split("\0");
    const sent = Object.fromEntries(
      words.flatMap((word, index) => (words[index - 1] === "-H" ? [[word.split(": ")[0], word.split(": ")[1]]] : [])),
    );
    expect(words[words.indexOf("--data-binary") + 1]).toBe(body);
    expect(new Webhook(secret).verify(body, sent)).toMatchObject({ name: "O'Hara $HOME" });
    expect(sent["X-MAIS-Signature"]).toBe(createHmac("sha256", secret).update(body).digest("hex"));
    expect(sent["X-MAIS-Event"]).toBe("appointment.created");
  });
});
