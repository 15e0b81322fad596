import { describe, expect, it } from "vitest";
import { TLS_PROBLEMS, tlsMessage, tlsProblemOf } from "#domain/deliveries/tls-problem.schema.ts";
import { diagnose, diagnoseError } from "#features/deliveries/diagnose.ts";

describe("each TLS problem", () => {
  it.each(TLS_PROBLEMS)("%s is recognised from its message", (problem) => {
    expect(tlsProblemOf(tlsMessage(problem, "hooks.example.com", " on 2026-11-01"))).toBe(problem);
  });

  it("has a sentence of its own for the owner and for the developer", () => {
    const told = TLS_PROBLEMS.map((problem) =>
      diagnoseError({ code: "tls_error", message: tlsMessage(problem, "hooks.example.com") }),
    );
    for (const field of ["title", "ownerText", "developerText"] as const) {
      expect(new Set(told.map((diagnosis) => diagnosis[field])).size, field).toBe(TLS_PROBLEMS.length);
    }
  });

  it("has a general sentence for an unknown message", () => {
    const general = diagnose({ code: "tls_error", status: null });
    expect(diagnoseError({ code: "tls_error", message: "An older message." })).toEqual(general);
  });
});
