import { describe, expect, it } from "vitest";
import { refuseOtherMedia, UnsupportedCoding } from "#domain/json/refuse-other-media.ts";

const judge = (headers: Record<string, string>, needsType = true) =>
  refuseOtherMedia(new Headers({ "content-type": "application/json", ...headers }), { needsType });

describe("the media type of a body", () => {
  it.each([
    "application/json",
    "Application/JSON; charset=utf-8",
    'application/json;charset="UTF-8"',
    "application/json; charset=utf8",
    "application/json; charset=; profile=x",
    "application/problem+json",
  ])("may be %s", (type) => expect(() => judge({ "content-type": type })).not.toThrow());

  it.each([
    "application/json; charset=latin1",
    "application/json; Charset = ISO-8859-1",
    "application/json; charset='utf-8'",
    'application/json; charset="utf 16"',
    "application/json; charset=utf-8; charset=utf-16",
    "application/json; charset=utf-8 x",
    "text/plain",
  ])("may not be %s", (type) => {
    expect(() => judge({ "content-type": type })).toThrow(expect.objectContaining({ code: "unsupported_media" }));
  });

  it("may differ at a handler that requires none, but not in its charset", () => {
    expect(() => judge({ "content-type": "text/plain" }, false)).not.toThrow();
    expect(() => judge({ "content-type": "text/plain; charset=utf-16" }, false)).toThrow(/utf-16/);
  });

  it.each(["gzip", "GZIP", "deflate", "br", "zstd", "identity, gzip"])("has no coding such as %s", (coding) => {
    expect(() => judge({ "content-encoding": coding })).toThrow(UnsupportedCoding);
  });

  it.each(["", "identity", "Identity"])("may have the coding %j", (coding) => {
    expect(() => judge({ "content-encoding": coding })).not.toThrow();
  });
});
