export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

type Cookies = { get(name: string): { value: string } | undefined };

/** The colours that this browser chose, `system` unless it did. */
export const themeOf = (cookies: Cookies): Theme =>
  THEMES.find((theme) => theme === cookies.get('theme')?.value) ?? 'system';
