"use client";

import { Check, CircleAlert, Clock, Inbox, Plus, RotateCw, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Chart } from "#components/ui/chart.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DetailList } from "#components/ui/detail-list.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { Progress } from "#components/ui/progress.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SecretReveal } from "#components/ui/secret-reveal.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { EmptyState, ErrorState, LoadingRows, Notice } from "#components/ui/states.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { ToastProvider } from "#components/ui/toast.tsx";
import { Hint } from "#components/ui/tooltip.tsx";

const TONES = ["ok", "warn", "bad", "calm", "accent"] as const;
const VARIANTS = ["primary", "secondary", "ghost", "danger", "quietDanger"] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => new Date(Date.UTC(2026, 2, 14, hour)).toISOString());
const DELIVERED = HOURS.map((_, hour) => Math.round(40 + 30 * Math.sin(hour / 4)));
const FAILED = HOURS.map((_, hour) => (hour % 7 === 0 ? 6 : 0));

/** Shows all primitives in both themes, for those who change them. Pop-ups take the theme of the page. */
export const DesignPage = () => (
  <ToastProvider>
    <main id="main" className="grid min-h-dvh gap-px bg-line xl:grid-cols-2">
      <h1 className="sr-only">Primitives in both themes</h1>
      {(["scheme-light", "scheme-dark"] as const).map((scheme) => (
        <section
          key={scheme}
          aria-label={scheme}
          className={`${scheme} flex min-w-0 flex-col gap-6 bg-canvas p-6 text-ink sm:p-10`}
        >
          <Primitives />
        </section>
      ))}
    </main>
  </ToastProvider>
);

const Row = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-wrap items-center gap-3">{children}</div>
);

const Primitives = () => (
  <>
    <Card title="Buttons" description="One primary button a screen.">
      <div className="flex flex-col gap-3">
        {(["small", "medium", "large"] as const).map((size) => (
          <Row key={size}>
            {VARIANTS.map((variant) => (
              <Button key={variant} variant={variant} size={size} icon={variant.includes("anger") ? Trash2 : Plus}>
                {variant}
              </Button>
            ))}
          </Row>
        ))}
        <Row>
          <Button pending>Saving…</Button>
          <Button disabled>Disabled</Button>
          <ToastButton />
        </Row>
      </div>
    </Card>
    <Card title="Badges">
      <Row>
        {TONES.map((tone) => (
          <Badge key={tone} tone={tone} icon={tone === "ok" ? Check : tone === "bad" ? CircleAlert : Clock}>
            {tone}
          </Badge>
        ))}
      </Row>
    </Card>
    <Card title="Forms">
      <Controls />
    </Card>
    <Card title="Data">
      <div className="flex flex-col gap-5">
        <Chart
          label="Deliveries by hour"
          at={HOURS}
          series={[
            { label: "Delivered", values: DELIVERED, tone: "ok" },
            { label: "Failed", values: FAILED, tone: "bad" },
          ]}
          height={180}
        />
        <Progress label="Resending" value={40} max={100} text="40 of 100" />
        <DetailList
          items={[
            { label: "Endpoint", value: "https://hooks.example.com" },
            { label: "Events", value: "Everything about appointments" },
          ]}
        />
        <CodeBlock json what="payload" text={JSON.stringify({ event: "appointment.created", data: { price: 45 } })} />
        <SecretReveal secret="whsec_c2VjcmV0" what="secret">
          You can see this secret once more after signing in again.
        </SecretReveal>
      </div>
    </Card>
    <Card title="States" flush>
      <div className="flex flex-col gap-3 p-5">
        {TONES.map((tone) => (
          <Notice
            key={tone}
            icon={RotateCw}
            tone={tone}
            title={`A notice in the tone ${tone}`}
            action={<Button size="small">Next step</Button>}
          >
            What happened, and what to do.
          </Notice>
        ))}
      </div>
      <EmptyState icon={Inbox} title="Nothing here yet" action={<Button variant="primary">Next step</Button>}>
        Says what will appear, and how.
      </EmptyState>
      <ErrorState message="Something went wrong on our side." onRetry={() => {}} />
      <LoadingRows rows={2} />
    </Card>
  </>
);

const ToastButton = () => {
  const notify = useNotify();
  return (
    <Button onClick={() => notify({ title: "Saved", description: "A message for a few seconds." })}>Show toast</Button>
  );
};

const Controls = () => {
  const [checked, setChecked] = useState(true);
  const [choice, setChoice] = useState<"one" | "two">("one");
  const items = [
    { value: "one", label: "One", hint: "The first" },
    { value: "two", label: "Two", hint: "The second" },
  ] as const;
  return (
    <div className="flex flex-col gap-5">
      <Field label="Name" hint="For you, to tell your webhooks apart." optional>
        {(control) => <Input {...control} placeholder="Newsletter" />}
      </Field>
      <Field label="Endpoint URL" error="The URL must start with https://">
        {(control) => <Input {...control} mono defaultValue="http://hooks.example.com" />}
      </Field>
      <Checkbox checked={checked} onChange={setChecked} label="Appointment created" hint="A customer books." />
      <RadioGroup label="Choice" items={items} value={choice} onChange={setChoice} />
      <Row>
        <Select label="Choice" items={items} value={choice} onChange={setChoice} />
        <Segmented label="Choice" items={[...items]} value={choice} onChange={setChoice} />
        <Hint about="a webhook">A URL that we tell about events.</Hint>
      </Row>
      <Tabs label="Parts" tabs={items.map(({ value, label, hint }) => ({ value, label, content: <p>{hint}</p> }))} />
      <Disclosure summary="More options">
        <p>What few people need.</p>
      </Disclosure>
    </div>
  );
};
