import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { AttemptVerdict } from "#features/deliveries/attempt-verdict.tsx";
import { ExchangeTabs } from "#features/deliveries/exchange-tabs.tsx";
import { ResponseBody } from "#features/deliveries/response-body.tsx";
import { TimingsBar } from "#features/deliveries/timings-bar.tsx";
import { afterGoodTest } from "#features/playground/after-good-test.ts";
import type { TestResult } from "#features/playground/test-steps.ts";
import { TryNowButton } from "#features/playground/try-now-button.tsx";
import { useTRPC } from "#trpc/client.tsx";

type Props = { webhookId: string; result: TestResult };

/** Shows the result of a test: an explanation, the response, then all bytes on demand. */
export const TestVerdict = ({ webhookId, result: { delivery, attempt } }: Props) => {
  const trpc = useTRPC();
  const health = useQuery(trpc.webhooks.health.queryOptions({ id: webhookId }));
  const left = health.data ? afterGoodTest(health.data, attempt.startedAt) : null;
  return (
    <div className="flex min-w-0 animate-appear flex-col gap-4">
      <div role="status">
        <AttemptVerdict
          attempt={attempt}
          leftToDo={left && { text: left.text, action: left.step && <TryNowButton webhookId={webhookId} /> }}
        />
      </div>
      {attempt.response && <ResponseBody response={attempt.response} />}
      <TimingsBar attempt={attempt} />
      <Disclosure summary="Show the exact request and answer">
        <ExchangeTabs attempt={attempt} body={delivery.body} />
      </Disclosure>
      <Link
        href={`/deliveries/${delivery.id}`}
        className="w-fit rounded-md text-[0.8125rem] font-medium text-accent hover:underline"
      >
        Open this delivery in the log
      </Link>
    </div>
  );
};
