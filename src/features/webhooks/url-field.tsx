"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useRef, useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useTRPC } from "#trpc/client.tsx";

const PAUSE_MS = 400;

/** Receiver URL; the server checks it when the person stops typing. */
export const UrlField = ({
  value,
  onChange,
  error,
  hint,
}: {
  value: string;
  onChange: (url: string) => void;
  /** Server error for this field. */
  error: string | undefined;
  hint: string;
}) => {
  const trpc = useTRPC();
  const [settled, setSettled] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const verdict = useQuery(
    trpc.webhooks.checkUrl.queryOptions({ url: settled }, { enabled: settled !== "", staleTime: 60_000 }),
  );
  const isJudged = settled === value.trim() && settled !== "" && verdict.data !== undefined;
  const refusal = isJudged && !verdict.data.ok ? verdict.data.message : undefined;

  const type = (text: string) => {
    onChange(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSettled(text.trim()), PAUSE_MS);
  };

  return (
    <Field
      label="Address of the receiver (URL)"
      hint={
        <>
          <span>{hint}</span>
          {isJudged && verdict.data.ok && (
            <span className="mt-1 flex items-center gap-1.5 text-ok">
              <CircleCheck aria-hidden className="size-3.5" />
              <span>This address can be used.</span>
            </span>
          )}
        </>
      }
      error={refusal ?? error}
    >
      {(control) => (
        <Input
          {...control}
          mono
          name="url"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="https://hooks.example.com/bookings"
          value={value}
          onChange={(event) => type(event.target.value)}
          onBlur={() => setSettled(value.trim())}
        />
      )}
    </Field>
  );
};
