'use client';
import type { Session } from '@throughline/contracts';
import clsx from 'clsx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Icon, type IconName } from '../ui/icons.tsx';
import { Find } from './find.tsx';
import { ProductMark } from './mark.tsx';
import { useSignOut } from './session.ts';
import { ThemeSwitch } from './theme.tsx';
import type { Theme } from './theme-cookie.ts';

const SCREENS: { href: string; at: string; name: string; icon: IconName }[] = [
  { href: '/orders?open=true', at: '/orders', name: 'Orders', icon: 'orders' },
];

/** The screens there are, the find box, who is signed in. The same beside the page and in the phone's drawer. */
export function Navigation({
  session,
  theme,
  onKeys,
  onGo,
}: {
  session: Session | undefined;
  theme: Theme;
  onKeys: () => void;
  onGo?: () => void;
}) {
  const path = usePathname();
  const signOut = useSignOut();
  return (
    <div className="flex h-full flex-col gap-8 p-8">
      <div className="flex h-28 items-center gap-8 px-8 font-finding">
        <ProductMark />
        <span className="truncate">{session?.workspace.name ?? 'Throughline'}</span>
      </div>
      <Find {...(onGo ? { onGo } : {})} />
      <nav aria-label="Screens" className="mt-4 flex-1">
        <ul>
          {SCREENS.map((screen) => (
            <li key={screen.href}>
              <Link
                href={screen.href}
                onClick={() => onGo?.()}
                aria-current={path.startsWith(screen.at) ? 'page' : undefined}
                className={clsx(
                  'flex h-28 items-center gap-8 rounded-control px-8 max-tablet:h-44',
                  path.startsWith(screen.at)
                    ? 'bg-sel font-strong'
                    : 'text-ink-2 hover:bg-hover hover:text-ink-1',
                )}
              >
                <Icon name={screen.icon} />
                {screen.name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="border-t border-hair px-8 pt-8">
        <p className="truncate" title={session?.user.name}>
          {session?.user.name ?? ' '}
        </p>
        <div className="flex items-center justify-between gap-4">
          <p className="text-meta text-ink-3 first-letter:capitalize">{session?.role ?? ' '}</p>
          <div className="-mr-6 flex">
            <button
              type="button"
              onClick={onKeys}
              aria-label="All keys"
              title="All keys (?)"
              className="min-w-28 rounded-control p-6 text-ink-2 hover:bg-hover hover:text-ink-1 max-tablet:hidden"
            >
              ?
            </button>
            <ThemeSwitch initial={theme} />
            <button
              type="button"
              onClick={() => void signOut()}
              aria-label="Sign out"
              title="Sign out"
              className="rounded-control p-6 text-ink-2 hover:bg-hover hover:text-ink-1 max-tablet:p-12"
            >
              <Icon name="exit" />
            </button>
          </div>
        </div>
      </div>
    </div>
  );
}
