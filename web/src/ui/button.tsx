import clsx from 'clsx';
import Link from 'next/link';
import type { ComponentProps } from 'react';

type Look = { kind?: 'primary' | 'plain' | 'bare'; hint?: string };

const shape = (kind: Look['kind']) =>
  clsx(
    'inline-flex min-h-28 items-center justify-center gap-8 whitespace-nowrap rounded-control px-12 font-strong max-tablet:min-h-44 max-tablet:rounded-touch max-tablet:px-16',
    kind === 'primary' && 'bg-ink-1 text-ink-inverse hover:bg-ink-2 disabled:bg-n2 disabled:text-ink-3',
    kind === 'plain' &&
      'border border-strong bg-surface text-ink-1 hover:bg-hover disabled:border-transparent disabled:bg-n1 disabled:text-ink-3',
    kind === 'bare' && 'px-8 max-tablet:!px-8 text-ink-2 hover:bg-hover hover:text-ink-1 disabled:text-ink-3',
  );

/** The key that does the same as the control it is printed in. */
export function Key({ children, inverse = false }: { children: string; inverse?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        'inline-flex h-16 min-w-16 items-center justify-center rounded-tag border px-4 font-text text-axis font-regular max-tablet:hidden',
        inverse ? 'border-n5 text-ink-inverse' : 'border-strong text-ink-3',
      )}
    >
      {children}
    </span>
  );
}

/** A button; `hint` prints its key inside. One `primary` a view. */
export function Button({
  kind = 'plain',
  hint,
  className,
  children,
  ...rest
}: ComponentProps<'button'> & Look) {
  return (
    <button type="button" aria-keyshortcuts={hint} className={clsx(shape(kind), className)} {...rest}>
      {children}
      {hint && <Key inverse={kind === 'primary'}>{hint}</Key>}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({
  kind = 'plain',
  hint,
  className,
  children,
  ...rest
}: ComponentProps<typeof Link> & Look) {
  return (
    <Link aria-keyshortcuts={hint} className={clsx(shape(kind), className)} {...rest}>
      {children}
      {hint && <Key inverse={kind === 'primary'}>{hint}</Key>}
    </Link>
  );
}
