import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SNIPPETS } from "#features/webhooks/secret/snippets.ts";
import fixture from "#tests/fixtures/signature-vectors.json" with { type: "json" };

const exec = promisify(execFile);

type Vector = {
  id: string;
  secret: string;
  body_base64: string;
  signature: string;
  headers: Record<string, string>;
  expect: string;
  reason?: string | null;
};

/** Judged by signature alone: the snippets' clock is the present, so their tolerance is made boundless. */
const vectors = (fixture.vectors as unknown as Vector[]).filter(
  ({ signature, expect: verdict, reason }) =>
    signature.startsWith("v1,") && (verdict === "valid" || reason === "no match"),
);
const BOUNDLESS = "1000000000000";

/** Program that prints the verdict of each of `REQUESTS`, JSON of `{ body, headers }` with the body in base64. */
const RUNNERS: Record<string, { command: string; file: string; program: (code: string) => string }> = {
  node: {
    command: process.execPath,
    file: "run.mjs",
    program: (code) => `${code}
for (const { body, headers } of JSON.parse(process.env.REQUESTS)) {
  try { verify(Buffer.from(body, "base64"), headers); console.log("valid"); }
  catch (error) { console.log(error.message); }
}`,
  },
  python: {
    command: "python3",
    file: "run.py",
    program: (code) => `${code}
for request in json.loads(os.environ["REQUESTS"]):
    try:
        verify(base64.b64decode(request["body"]), request["headers"])
        print("valid")
    except ValueError as error:
        print(error)`,
  },
  php: {
    command: "php",
    file: "run.php",
    program: (code) => `${code}
foreach (json_decode(getenv('REQUESTS'), true) as $request) {
    try { verify(base64_decode($request['body']), $request['headers']); echo "valid\\n"; }
    catch (Exception $error) { echo $error->getMessage() . "\\n"; }
}`,
  },
  ruby: {
    command: "ruby",
    file: "run.rb",
    program: (code) => `${code}
JSON.parse(ENV["REQUESTS"]).each do |request|
  verify(Base64.decode64(request["body"]), request["headers"])
  puts "valid"
rescue StandardError => error
  puts error.message
end`,
  },
};

/** Servers hand header names over in lower case, or look them up in any case. */
const lowerCase = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const isInstalled = (command: string) => {
  try {
    execFileSync(command, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "snippets-"));
});
afterAll(() => rm(directory, { recursive: true }));

describe.each(Object.entries(RUNNERS))("the code for %s", (id, { command, file, program }) => {
  const code = SNIPPETS.find((snippet) => snippet.id === id)?.code ?? "";
  /** Verdicts of the vectors by id. One process judges all that share a secret, which the code reads once. */
  const judge = async (text: string, some: readonly Vector[]): Promise<[string, string][]> => {
    const path = join(directory, file);
    await writeFile(path, program(text));
    const verdicts: [string, string][] = [];
    for (const [secret, same] of Map.groupBy(some, (vector) => vector.secret)) {
      const requests = same.map(({ body_base64: body, headers }) => ({ body, headers: lowerCase(headers) }));
      const env = { ...process.env, WEBHOOK_SECRET: secret, REQUESTS: JSON.stringify(requests) };
      const lines = (await exec(command, [path], { env })).stdout.trim().split("\n");
      verdicts.push(...same.map(({ id: vector }, index) => [vector, lines[index] ?? ""] as [string, string]));
    }
    return verdicts.toSorted();
  };

  it.skipIf(!isInstalled(command))("judges the published vectors as published", async () => {
    expect(vectors.length).toBeGreaterThan(3);
    expect(await judge(code.replace("300", BOUNDLESS), vectors)).toEqual(
      vectors
        .map(({ id: vector, expect: verdict }) => [vector, verdict === "valid" ? "valid" : "invalid signature"])
        .toSorted(),
    );
  });

  it.skipIf(!isInstalled(command))("refuses an old request", async () => {
    expect(await judge(code, vectors.slice(0, 1))).toEqual([["W01", "too old or too new"]]);
  });
});
