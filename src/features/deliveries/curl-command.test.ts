import { describe, expect, it } from "vitest";
import { curlCommand } from "#features/deliveries/curl-command.ts";

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
