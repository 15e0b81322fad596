import { createContext, useContext } from "react";

export type Message = { title: string; description?: string; bad?: boolean; begun?: boolean };

/** `begun`: the action runs, its result is unknown. */
export type Notify = (message: Message) => void;

export const NotifyContext = createContext<Notify>(() => {});

/** Reports a result in a corner for a few seconds; hovering keeps it. */
export const useNotify = (): Notify => useContext(NotifyContext);
