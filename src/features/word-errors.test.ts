import { createTRPCClient, TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { expect, it } from "vitest";
import { translatorOf } from "#features/texts/translator-of.ts";
import { type WordReason, wordError, wordErrors } from "#features/word-errors.ts";
import type { AppRouter } from "#trpc/routers/_app.ts";

const german = translatorOf("errors", "de") as unknown as WordReason;

const data = { code: "CONFLICT", httpStatus: 409, path: "webhooks.list", fieldErrors: [] } as const;

/** Client whose server answers every call with this error. */
const refusedWith = async (shape: object | null) => {
  const answer: TRPCLink<AppRouter> = () => () =>
    observable((observer) => {
      const options = shape ? { result: { error: shape as never } } : {};
      observer.error(new TRPCClientError("English", options));
    });
  const client = createTRPCClient<AppRouter>({ links: [wordErrors(german), answer] });
  return client.webhooks.list.query({}).then(
    () => null,
    (error: unknown) => error,
  );
};

it("a refusal with a reason reads in the page's language, and keeps its data", async () => {
  const reason = { reason: "resent_too_often", values: { max: 100 } };
  const error = await refusedWith({ message: "English", code: -32_009, data: { ...data, ...reason } });
  expect(error).toBeInstanceOf(TRPCClientError);
  expect(error).toMatchObject({ message: expect.stringMatching(/^Diese Zustellung wurde 100-mal /), data });
});

it("errors of fields read in the page's language, others stay as the server said them", async () => {
  const fieldErrors = [
    { path: "url", message: "English", reason: "url_scheme" },
    { path: "name", message: "too long" },
  ];
  const error = await refusedWith({ message: "English", code: -32_600, data: { ...data, fieldErrors } });
  expect(error).toMatchObject({
    message: "English",
    data: { fieldErrors: [{ message: "Die URL muss mit https:// beginnen" }, { message: "too long" }] },
  });
});

it("a call without an answer says that there is no connection", async () => {
  expect(await refusedWith(null)).toMatchObject({ message: expect.stringMatching(/^Keine Verbindung/) });
});

it("an error inside of a stream is worded by its reader", () => {
  const fieldErrors = [{ path: "data.price", message: "English", reason: "field_at_least", values: { min: 0 } }];
  const shape = {
    message: "English",
    code: -32_600,
    data: { ...data, fieldErrors, reason: "field_at_least", values: { min: 0 } },
  };
  const error = wordError(TRPCClientError.from({ error: shape as never }), german);
  expect([error.message, error.data?.fieldErrors[0]?.message]).toEqual(["Mindestens 0.", "Mindestens 0."]);
  expect(wordError(new TypeError("network error"), german).message).toMatch(/^Keine Verbindung/);
});
