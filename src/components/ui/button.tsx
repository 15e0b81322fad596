import { LoaderCircle, type LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ComponentProps, MouseEvent, ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger" | "quietDanger";
export type ButtonSize = "small" | "medium" | "large";

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong shadow-card",
  secondary: "bg-surface text-ink border border-line-strong hover:bg-hover shadow-card",
  ghost: "text-soft hover:bg-hover hover:text-ink",
  quietDanger: "bg-surface text-bad border border-line-strong hover:bg-bad-tint shadow-card",
  danger: "bg-bad-solid text-white hover:brightness-95 shadow-card",
};

const SIZES: Record<ButtonSize, string> = {
  small: "h-8 px-2.5 text-[0.8125rem] gap-1.5 rounded-md",
  medium: "h-9 px-3.5 text-sm gap-2 rounded-lg",
  large: "h-11 px-5 text-[0.9375rem] gap-2 rounded-lg",
};

/** Button classes for other clickable elements. */
export const buttonClass = (variant: ButtonVariant = "secondary", size: ButtonSize = "medium", extra?: string) =>
  classNames(
    "inline-flex shrink-0 items-center justify-center whitespace-nowrap font-medium transition-colors select-none",
    "disabled:opacity-55 disabled:shadow-none aria-disabled:opacity-55 aria-disabled:shadow-none",
    VARIANTS[variant],
    SIZES[size],
    extra,
  );

type Look = { variant?: ButtonVariant; size?: ButtonSize; icon?: LucideIcon; children: ReactNode };

type ButtonProps = Look & { pending?: boolean } & Omit<ComponentProps<"button">, "children">;

/** Blocks form submission too: Enter clicks the submit button. */
const refuseClick = (event: MouseEvent) => event.preventDefault();

/**
 * `pending` shows a spinner and ignores clicks; the label should name the running action. `disabled` would lose the
 * focus.
 */
export const Button = ({
  variant,
  size,
  icon: Icon,
  pending = false,
  onClick,
  className,
  children,
  type = "button",
  ...rest
}: ButtonProps) => (
  <button
    {...rest}
    type={type}
    onClick={pending ? refuseClick : onClick}
    aria-disabled={pending || undefined}
    aria-busy={pending || undefined}
    className={buttonClass(variant, size, className)}
  >
    {pending ? (
      <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin" />
    ) : (
      Icon && <Icon aria-hidden className="size-4 shrink-0" />
    )}
    <span className="contents">{children}</span>
  </button>
);

/** Link styled as a button: for navigation, never for actions. */
export const ButtonLink = ({
  variant,
  size,
  icon: Icon,
  className,
  children,
  ...rest
}: Look & Omit<ComponentProps<typeof Link>, "children">) => (
  <Link {...rest} className={buttonClass(variant, size, className)}>
    {Icon && <Icon aria-hidden className="size-4 shrink-0" />}
    <span className="contents">{children}</span>
  </Link>
);
