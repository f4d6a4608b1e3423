'use client';
import { type ReactNode, useEffect, useRef } from 'react';
import { Icon } from './icons.tsx';

/**
 * A modal dialog. The browser keeps the focus in it, closes it by Esc and gives the focus back; `side` docks it left,
 * as the navigation of a phone.
 */
export function Dialog({
  open,
  onClose,
  title,
  side = false,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  side?: boolean;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (open && dialog && !dialog.open) dialog.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc does the same; this is the pointer's way
    <dialog
      ref={ref}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === ref.current && onClose()}
      className={
        side
          ? 'm-0 h-dvh max-h-none w-[280px] bg-bg text-ink-1 shadow-floating backdrop:bg-[rgb(0_0_0/0.4)]'
          : 'm-auto w-[min(520px,calc(100vw-32px))] rounded-floating border border-hair bg-raised text-ink-1 shadow-floating backdrop:bg-[rgb(0_0_0/0.4)]'
      }
    >
      {open && (
        <div className={side ? 'h-full' : 'p-20'}>
          {!side && (
            <div className="mb-12 flex items-start justify-between gap-12">
              <h2 className="text-section font-finding">{title}</h2>
              <button
                type="button"
                onClick={onClose}
                aria-label="Close"
                className="rounded-control p-6 text-ink-3 hover:bg-hover max-tablet:p-12"
              >
                <Icon name="close" />
              </button>
            </div>
          )}
          {children}
        </div>
      )}
    </dialog>
  );
}
