import { useQuery } from "@tanstack/react-query";
import { LoaderCircle, RotateCw } from "lucide-react";
import Link from "next/link";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/states.tsx";
import type { TestWebhookResult } from "#domain/deliveries/delivery.schema.ts";
import { AttemptVerdict } from "#features/deliveries/attempt-verdict.tsx";
import { CertificateFacts } from "#features/deliveries/certificate-facts.tsx";
import { useDiagnosis } from "#features/deliveries/diagnosis-words.ts";
import { Exchange } from "#features/deliveries/exchange.tsx";
import { runningWaterfall, waterfallOf } from "#features/deliveries/waterfall.ts";
import { WaterfallBars } from "#features/deliveries/waterfall-bars.tsx";
import { afterGoodTest } from "#features/playground/after-good-test.ts";
import { TryNowButton } from "#features/playground/try-now-button.tsx";
import type { TestRun } from "#features/playground/use-send-test.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = {
  webhookId: string;
  run: TestRun;
  /** Tells whether the person still waits where the test was started. */
  isWatched: () => boolean;
  onRepeat: () => void;
};

/**
 * Follows one test. Its end moves the focus to the result, whose name is the verdict; a person who went elsewhere hears
 * the verdict instead.
 */
export const TestRunView = ({ webhookId, run, isWatched, onRepeat }: Props) => {
  const t = useTranslations("playground.test");
  const verdict = useVerdict(run.result);
  const section = useRef<HTMLElement>(null);
  const [said, setSaid] = useState("");
  const isFinished = run.state === "finished";
  const present = useEffectEvent(() => {
    if (isWatched()) section.current?.focus();
    else setSaid(verdict);
  });
  useEffect(() => {
    if (isFinished) present();
  }, [isFinished]);

  return (
    <>
      <p role="status" className="sr-only">
        {isFinished ? said : ""}
      </p>
      <section
        ref={section}
        tabIndex={-1}
        aria-label={isFinished ? verdict : t("result")}
        className="flex min-w-0 scroll-mt-24 animate-appear flex-col gap-4 rounded-xl outline-offset-4"
      >
        {run.result ? (
          <Verdict webhookId={webhookId} result={run.result} />
        ) : run.problem ? (
          <FieldError message={run.phases.length > 0 ? t("lost") : run.problem} />
        ) : (
          <Notice icon={LoaderCircle} tone="calm" title={t("runningTitle")} />
        )}
        {run.state !== "broken" && <Bars run={run} />}
        {run.certificate && <CertificateFacts certificate={run.certificate} />}
        <div className="flex flex-wrap items-center gap-2">
          <Button icon={RotateCw} pending={run.state === "running"} onClick={onRepeat}>
            {t("repeat")}
          </Button>
          {run.result && (
            <Link
              href={`/deliveries/${run.result.delivery.id}`}
              className="rounded-md text-sm font-medium text-accent underline underline-offset-2 hover:no-underline sm:ml-1"
            >
              {t("openDelivery")}
            </Link>
          )}
        </div>
        {run.result && <Exchange attempt={run.result.attempt} body={run.result.delivery.body} />}
      </section>
    </>
  );
};

const useVerdict = (result: TestWebhookResult | null): string => {
  const t = useTranslations("deliveries.attempts");
  const { of } = useDiagnosis();
  if (!result) return "";
  const { response, error } = result.attempt;
  const status = response?.status ?? null;
  const { ok, title } = of({ code: error?.code ?? null, status, message: error?.message });
  return ok && status !== null ? t("deliveredStatus", { status }) : title;
};

const Verdict = ({ webhookId, result: { attempt } }: { webhookId: string; result: TestWebhookResult }) => {
  const t = useTranslations("playground.test");
  const trpc = useTRPC();
  const health = useQuery(trpc.webhooks.health.queryOptions({ id: webhookId }));
  const left = health.data ? afterGoodTest(health.data, attempt.startedAt) : null;
  return (
    <AttemptVerdict
      attempt={attempt}
      leftToDo={
        left && {
          text: t(`after.${left}`),
          action: left === "try_now" && <TryNowButton webhookId={webhookId} />,
        }
      }
    />
  );
};

const TICK_MS = 100;

const Bars = ({ run }: { run: TestRun }) => {
  const isRunning = run.result === null;
  const [now, setNow] = useState(run.lastPhaseAt);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  const waterfall = run.result ? waterfallOf(run.result.attempt) : runningWaterfall(run.phases, now - run.lastPhaseAt);
  return <WaterfallBars waterfall={waterfall} />;
};
