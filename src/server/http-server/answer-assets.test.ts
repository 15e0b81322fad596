import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { expect, it, onTestFinished } from "vitest";
import { createAssetListener } from "#server/http-server/answer-assets.ts";
import { compressAssets } from "#supervisor/set-up/compress-assets.ts";

const SCRIPT = `console.log("hello");`.repeat(100);

const serve = async () => {
  const root = mkdtempSync(join(tmpdir(), "assets-"));
  const directory = join(root, "static");
  mkdirSync(join(directory, "chunks"), { recursive: true });
  writeFileSync(join(directory, "chunks", "a.js"), SCRIPT);
  writeFileSync(join(root, "secret.js"), "secret");
  writeFileSync(join(root, "secret.js.br"), "secret");
  await compressAssets(directory);
  const answer = createAssetListener(directory);
  const server = createServer((request, response) => {
    if (!answer(request, response)) response.writeHead(404).end("next");
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    rmSync(root, { recursive: true });
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return (path: string, encoding = "gzip, br", method = "GET") =>
    new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; bytes: Buffer }>((resolve, reject) => {
      const sent = request({ port, path, method, headers: { "accept-encoding": encoding } }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) });
      });
      sent.on("error", reject).end();
    });
};

it("scripts of the build are answered with brotli, and cached for good", async () => {
  const get = await serve();
  const { status, headers, bytes } = await get("/_next/static/chunks/a.js?v=1");
  expect([status, headers["content-encoding"], headers.vary]).toEqual([200, "br", "Accept-Encoding"]);
  expect(headers["cache-control"]).toMatch(/immutable/);
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(brotliDecompressSync(bytes).toString()).toBe(SCRIPT);
  expect(await get("/_next/static/chunks/a.js", "br", "HEAD")).toMatchObject({ status: 200, bytes: Buffer.alloc(0) });
});

it.each([
  ["a browser without brotli", "/_next/static/chunks/a.js", "gzip, br;q=0", "GET"],
  ["a file that was not built", "/_next/static/chunks/b.js", "br", "GET"],
  ["a path out of the directory", "/_next/static/../secret.js", "br", "GET"],
  ["an encoded path out of the directory", "/_next/static/%2e%2e/secret.js", "br", "GET"],
  ["another method", "/_next/static/chunks/a.js", "br", "POST"],
])("%s is left to Next", async (_, path, encoding, method) => {
  const get = await serve();
  expect(await get(path, encoding, method)).toMatchObject({ status: 404, bytes: Buffer.from("next") });
});
