'use client';
import { useState } from 'react';
import { Icon, type IconName } from '../ui/icons.tsx';
import type { Theme } from './theme-cookie.ts';

const NEXT: Record<Theme, { to: Theme; icon: IconName; word: string }> = {
  system: { to: 'light', icon: 'system', word: 'As the system' },
  light: { to: 'dark', icon: 'light', word: 'Light' },
  dark: { to: 'system', icon: 'dark', word: 'Dark' },
};

/** Goes round system, light and dark; kept in a cookie, so that the server's first paint is right. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const { to, icon, word } = NEXT[theme];
  const change = () => {
    setTheme(to);
    if (to === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = to;
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser yet
    document.cookie = `theme=${to}; path=/; max-age=31536000; samesite=lax`;
  };
  return (
    <button
      type="button"
      onClick={change}
      title={`Colours: ${word.toLowerCase()}`}
      aria-label={`Colours: ${word.toLowerCase()}. Change to ${NEXT[to].word.toLowerCase()}`}
      className="rounded-control p-6 text-ink-2 hover:bg-hover hover:text-ink-1 max-tablet:p-12"
    >
      <Icon name={icon} />
    </button>
  );
}
