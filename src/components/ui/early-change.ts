import { useEffect, useEffectEvent, useRef, useSyncExternalStore } from "react";
import { flushSync } from "react-dom";

/**
 * Hands over what a person typed, chose or ticked before the scripts were there. React leaves a control as it is when it takes over the
 * page, but fires no event, and the next render would undo the change.
 *
 * @param read returns the value that was changed; undefined for none
 * @param tell the component's own handler of changes
 * @returns ref of the control
 */
export const useEarlyChange = <Control extends Element, Value>(
  read: (control: Control) => Value | undefined,
  tell: (value: Value) => void,
) => {
  const control = useRef<Control>(null);
  const isRead = useRef(false);
  const readOnce = useEffectEvent(() => {
    if (isRead.current || !control.current) return undefined;
    isRead.current = true;
    return read(control.current);
  });
  const tellNow = useEffectEvent(tell);
  useEffect(() => {
    const value = readOnce();
    // Each change is rendered before the next one is told: handlers add to the state that they were rendered with.
    if (value !== undefined) queueMicrotask(() => flushSync(() => tellNow(value)));
  }, []);
  return control;
};

/** Handler of a text control, which reads the text and no more of the event. */
export type TextHandler = (event: { target: { value: string } }) => void;

/** Hands over early text or an early choice. `shown` is the value in React; undefined for a control that keeps its own. */
export const useEarlyText = <Control extends HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>(
  shown: unknown,
  onChange: TextHandler | undefined,
) =>
  useEarlyChange<Control, string>(
    (control) => (shown === undefined || isShown(control, String(shown)) ? undefined : control.value),
    (value) => onChange?.({ target: { value } }),
  );

/** Browsers change line ends, and show the first option for a value that a list does not have. */
const isShown = (control: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, shown: string): boolean =>
  control.value === shown.replaceAll(/\r\n?/g, "\n") ||
  ("options" in control && ![...control.options].some(({ value }) => value === shown));

const never = () => () => {};

/**
 * Type of the button that sends a form. Before the scripts are there the button does nothing: the browser would send the form itself, and
 * show it empty. Enter in a form with a single text field is sent all the same, so such a form must mean the same as a plain GET.
 */
export const useSubmitType = (): "submit" | "button" =>
  useSyncExternalStore(
    never,
    () => "submit",
    () => "button",
  );
