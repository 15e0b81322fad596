import { describe, expect, it } from "vitest";
import { attemptErrorCode } from "#domain/deliveries/delivery.schema.ts";
import { diagnose, diagnoseError } from "#features/deliveries/diagnose.ts";

describe("diagnose", () => {
  it.each(attemptErrorCode.options)("has words for %s", (code) => {
    const diagnosis = diagnose({ code, status: null });
    expect(diagnosis.ok).toBe(false);
    expect(diagnosis.ownerText.length).toBeGreaterThan(20);
    expect(diagnosis.developerText.length).toBeGreaterThan(20);
  });

  it.each([200, 201, 204, 299])("calls %d delivered", (status) => {
    expect(diagnose({ code: null, status })).toMatchObject({ ok: true, title: "Delivered" });
  });

  it.each([301, 302, 308])("calls %d a redirect", (status) => {
    expect(diagnose({ code: "redirect_not_followed", status }).title).toBe("The address has moved");
  });

  it.each([
    [401, "who is calling"],
    [404, "nothing at this address"],
    [410, "gone"],
    [418, "refused"],
    [429, "slow down"],
    [500, "has a problem"],
    [503, "not available"],
    [599, "has a problem"],
  ])("describes %d with its own sentence", (status, words) => {
    const diagnosis = diagnose({ code: "http_status", status });
    expect(diagnosis.title).toContain(words);
    expect(diagnosis.developerText).toContain(String(status));
  });

  it("does not call a running attempt delivered", () => {
    expect(diagnose({ code: null, status: null }).ok).toBe(false);
  });

  it("reads the status from the error message when the answer is missing", () => {
    const told = (message: string) => diagnoseError({ code: "http_status", message }).title;
    expect(told("The receiver answered 404. Any 2xx counts as delivered.")).toBe("There is nothing at this address");
    expect(told("no number here")).toBe(diagnose({ code: null, status: null }).title);
    expect(diagnoseError({ code: "dns_error", message: "" }).title).toBe("The address was not found");
  });
});
