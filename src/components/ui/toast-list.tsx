"use client";

import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, Clock, X } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { useTranslations } from "use-intl";
import type { Notify } from "#components/ui/notify.ts";

const ICONS = {
  ok: { icon: CircleCheck, tone: "text-ok" },
  bad: { icon: CircleAlert, tone: "text-bad" },
  begun: { icon: Clock, tone: "text-soft" },
} as const;

type Props = {
  /** Gets the function that shows a message, once the list can show it. */
  onReady: (notify: Notify) => void;
};

/** Messages in a corner of the page. `toast.tsx` loads this file after the page. */
export const ToastList = ({ onReady }: Props) => (
  <Toast.Provider timeout={6_000}>
    <Toast.Portal>
      <Toast.Viewport className="fixed inset-x-4 bottom-20 z-[60] mx-auto flex max-w-sm flex-col gap-2 outline-none sm:right-6 sm:left-auto sm:mx-0 sm:w-96 lg:bottom-6">
        <Toasts onReady={onReady} />
      </Toast.Viewport>
    </Toast.Portal>
  </Toast.Provider>
);

const Toasts = ({ onReady }: Props) => {
  const t = useTranslations("ui.toast");
  const { toasts, add } = Toast.useToastManager();
  const begin = useEffectEvent(() =>
    onReady(({ title, description, bad = false, begun = false }) => {
      add({ title, description, type: bad ? "bad" : begun ? "begun" : "ok", priority: bad ? "high" : "low" });
    }),
  );
  useEffect(() => begin(), []);
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="rounded-xl border border-line bg-surface text-ink shadow-popup transition-[opacity,transform] data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-start gap-3 p-3.5">
        <ToastIcon type={toast.type} />
        <div className="flex min-w-0 grow flex-col gap-0.5">
          <Toast.Title className="text-sm font-medium" />
          <Toast.Description className="text-[0.8125rem] text-soft" />
        </div>
        <Toast.Close aria-label={t("dismiss")} className="rounded-md p-0.5 text-faint hover:text-ink">
          <X aria-hidden className="size-4" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
};

const ToastIcon = ({ type }: { type?: string }) => {
  const { icon: Icon, tone } = ICONS[type === "bad" || type === "begun" ? type : "ok"];
  return <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${tone}`} />;
};
