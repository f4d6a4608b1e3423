'use client';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';

/**
 * A panel that floats under its trigger. Closes by Esc (the focus goes back), by a press elsewhere, and when the focus
 * leaves. `trigger` gets what a disclosure button must carry.
 */
export function Popover({
  trigger,
  label,
  align = 'start',
  open: given,
  onOpenChange,
  children,
}: {
  trigger: (props: { 'aria-expanded': boolean; 'aria-controls': string; onClick: () => void }) => ReactNode;
  label: string;
  align?: 'start' | 'end';
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: (close: () => void) => ReactNode;
}) {
  const [own, setOwn] = useState(false);
  const open = given ?? own;
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const set = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
  const close = () => {
    set(false);
    root.current?.querySelector('button')?.focus();
  };

  useEffect(() => {
    if (!open) return;
    const first = root.current?.querySelector<HTMLElement>('[data-floating] :is(input, select, button, a)');
    first?.focus();
  }, [open]);
  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) set(false);
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
    };
  });

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only catches Esc from what is inside
    <div
      ref={root}
      className="relative"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      {trigger({ 'aria-expanded': open, 'aria-controls': id, onClick: () => set(!open) })}
      {open && (
        <section
          id={id}
          data-floating
          aria-label={label}
          className={`absolute top-full z-30 mt-4 w-max min-w-[220px] max-w-[min(420px,calc(100vw-24px))] rounded-floating border border-hair bg-raised p-12 shadow-floating ${align === 'end' ? 'right-0' : 'left-0'}`}
        >
          {children(close)}
        </section>
      )}
    </div>
  );
}
