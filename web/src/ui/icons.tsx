import type { ReactNode } from 'react';

const PATHS = {
  search: (
    <>
      <circle cx="7" cy="7" r="4.25" />
      <path d="m10.2 10.2 3.3 3.3" />
    </>
  ),
  orders: <path d="M2.5 4h1M2.5 8h1M2.5 12h1M6 4h7.5M6 8h7.5M6 12h7.5" />,
  start: <path d="M4.5 3v10l8-5z" />,
  chevronRight: <path d="m6 3.5 4.5 4.5L6 12.5" />,
  chevronDown: <path d="m3.5 6 4.5 4.5L12.5 6" />,
  chevronLeft: <path d="M10 3.5 5.5 8l4.5 4.5" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  menu: <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 4.75V8l2.25 1.5" />
    </>
  ),
  filter: <path d="M2 4h12M4.5 8h7M6.5 12h3" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M3.5 10.5h-.25a.75.75 0 0 1-.75-.75v-6.5c0-.4.35-.75.75-.75h6.5c.4 0 .75.35.75.75v.25" />
    </>
  ),
  link: (
    <path d="M6.5 9.5a2.5 2.5 0 0 0 3.6 0l2.4-2.4a2.55 2.55 0 0 0-3.6-3.6l-.9.9M9.5 6.5a2.5 2.5 0 0 0-3.6 0L3.5 8.9a2.55 2.55 0 0 0 3.6 3.6l.9-.9" />
  ),
  file: <path d="M9 2.5H4.5a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V6zM9 2.5V6h3.5" />,
  terminal: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="m4.75 6 2 2-2 2M8.5 10h2.5" />
    </>
  ),
  light: (
    <>
      <circle cx="8" cy="8" r="2.75" />
      <path d="M8 1.75v1.5M8 12.75v1.5M1.75 8h1.5M12.75 8h1.5M3.6 3.6l1 1M11.4 11.4l1 1M12.4 3.6l-1 1M4.6 11.4l-1 1" />
    </>
  ),
  dark: <path d="M13.2 9.6A5.6 5.6 0 1 1 6.4 2.8a4.5 4.5 0 0 0 6.8 6.8z" />,
  system: (
    <>
      <rect x="2" y="3" width="12" height="8" rx="1.25" />
      <path d="M6 13.5h4" />
    </>
  ),
  exit: <path d="M9.5 3H4.25a.75.75 0 0 0-.75.75v8.5c0 .4.35.75.75.75H9.5M7 8h6.5M11 5.5 13.5 8 11 10.5" />,
  flow: <path d="M2 8h3.5c2.5 0 3-4.5 5.5-4.5h3M5.5 8h8.5M5.5 8c2.5 0 3 4.5 5.5 4.5h3" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

/** A 16 px line icon in the colour of its text; always beside a word or inside a named control, so it is hidden from readers. */
export function Icon({ name, size = 16 }: { name: IconName; size?: 14 | 16 | 20 }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="shrink-0"
    >
      {PATHS[name]}
    </svg>
  );
}
