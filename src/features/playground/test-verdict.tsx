import Link from "next/link";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { AttemptVerdict } from "#features/deliveries/attempt-verdict.tsx";
import { ExchangeTabs } from "#features/deliveries/exchange-tabs.tsx";
import { ResponseBody } from "#features/deliveries/response-body.tsx";
import { TimingsBar } from "#features/deliveries/timings-bar.tsx";
import type { TestResult } from "#features/playground/test-steps.ts";

/** What came of a test: in plain words first, then the answer itself, then every byte for those who want it. */
export const TestVerdict = ({ result: { delivery, attempt } }: { result: TestResult }) => (
  <div className="flex min-w-0 animate-appear flex-col gap-4">
    <div role="status">
      <AttemptVerdict attempt={attempt} />
    </div>
    {attempt.response && <ResponseBody response={attempt.response} />}
    <TimingsBar attempt={attempt} />
    <Disclosure summary="Show the exact request and answer">
      <ExchangeTabs attempt={attempt} />
    </Disclosure>
    <Link
      href={`/deliveries/${delivery.id}`}
      className="w-fit rounded-md text-[0.8125rem] font-medium text-accent hover:underline"
    >
      Open this delivery in the log
    </Link>
  </div>
);
