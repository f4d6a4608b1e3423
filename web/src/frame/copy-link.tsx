'use client';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';

/** Copies `text` and says so for two seconds; where the browser refuses, it says that. */
export function CopyButton({
  text,
  children,
  kind = 'plain',
  hint,
  className,
}: {
  text: () => string;
  children: string;
  kind?: 'plain' | 'bare' | 'primary';
  hint?: string;
  className?: string;
}) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    const ok = await navigator.clipboard?.writeText(text()).then(
      () => true,
      () => false,
    );
    setSaid(ok ? 'Copied' : 'Select and copy by hand');
    setTimeout(() => setSaid(''), 2000);
  };
  return (
    <Button kind={kind} className={className} {...(hint ? { hint } : {})} onClick={() => void copy()}>
      <Icon name={children.includes('link') ? 'link' : 'copy'} size={14} />
      <span aria-live="polite">{said || children}</span>
    </Button>
  );
}
