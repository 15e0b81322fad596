import { expect, it } from "vitest";
import { renderOnce } from "#web/render-once.ts";

it("a page is asked for once, and read to its end", async () => {
  const asked: (string | undefined)[] = [];
  let isSent = false;
  await renderOnce((request, response) => {
    asked.push(request.url);
    response.on("finish", () => {
      isSent = true;
    });
    response.write("<p>");
    setImmediate(() => response.end("</p>"));
  });
  expect(asked).toEqual(["/"]);
  expect(isSent).toBe(true);
});

it.each([
  ["breaks off", { destroy: true }],
  ["is an error", { destroy: false }],
])("a page that %s does not keep the process from starting", async (_, { destroy }) => {
  await renderOnce((_request, response) => {
    if (destroy) response.destroy();
    else response.writeHead(500).end();
  });
});
