"use client";

import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { inOwnTask } from "#components/ui/in-own-task.ts";
import { type Message, type Notify, NotifyContext } from "#components/ui/notify.ts";

const importList = () => import("#components/ui/toast-list.tsx");

/** Keeps messages until the list can show them. */
const createInbox = () => {
  const waiting: Message[] = [];
  let show: Notify | undefined;
  return {
    notify: (message: Message) => (show ? show(message) : waiting.push(message)),
    open: (notify: Notify) => {
      show = notify;
      for (const message of waiting.splice(0)) notify(message);
    },
  };
};

/** Loads the list after the page instead of with the first message, which may report a lost connection. */
export const ToastProvider = ({ children }: { children: ReactNode }) => {
  const [inbox] = useState(createInbox);
  const [List, setList] = useState<ComponentType<{ onReady: (notify: Notify) => void }>>();
  useEffect(
    () =>
      inOwnTask(() => {
        importList()
          .then(({ ToastList }) => setList(() => ToastList))
          .catch(() => {});
      }),
    [],
  );
  return (
    <NotifyContext value={inbox.notify}>
      {children}
      {List && <List onReady={inbox.open} />}
    </NotifyContext>
  );
};
