'use client';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { useKeys } from '../ui/keys.ts';
import { Failure } from '../ui/panel.tsx';
import { KeysHelp } from './keys-help.tsx';
import { ProductMark } from './mark.tsx';
import { Navigation } from './navigation.tsx';
import { useSession } from './session.ts';
import type { Theme } from './theme-cookie.ts';

/** What stands around every screen: navigation beside it (a drawer on a phone), find, keys, and who is signed in. */
export function Frame({ theme, children }: { theme: Theme; children: ReactNode }) {
  const router = useRouter();
  const { data: session, error, out, refetch } = useSession();
  const [drawer, setDrawer] = useState(false);
  const [keys, setKeys] = useState(false);
  useKeys([
    { key: '?', does: 'show all keys', run: () => setKeys(true) },
    { key: 'g o', does: 'go to the open orders', run: () => router.push('/orders?open=true') },
  ]);
  const navigation = { session, theme, onKeys: () => setKeys(true) };
  return (
    <div className="min-h-dvh tablet:grid tablet:grid-cols-[196px_minmax(0,1fr)]">
      <a href="#main" className="skip rounded-control bg-ink-1 px-12 py-6 text-ink-inverse">
        Skip to the page
      </a>
      <aside aria-label="Navigation" className="sticky top-0 h-dvh bg-bg max-tablet:hidden">
        <Navigation {...navigation} />
      </aside>
      <header className="flex h-44 items-center gap-4 border-b border-hair bg-bg px-4 tablet:hidden">
        <button
          type="button"
          onClick={() => setDrawer(true)}
          aria-label="Find and navigate"
          aria-expanded={drawer}
          className="p-12"
        >
          <Icon name="menu" size={20} />
        </button>
        <ProductMark />
        <span className="ml-6 font-finding">{session?.workspace.name ?? 'Throughline'}</span>
      </header>
      <Dialog side open={drawer} onClose={() => setDrawer(false)} title="Find and navigate">
        <Navigation {...navigation} onGo={() => setDrawer(false)} />
      </Dialog>
      <main id="main" tabIndex={-1} className="min-w-0 outline-none">
        {error && !out ? (
          <div className="px-16">
            <Failure what="who is signed in" error={error} retry={() => void refetch()} />
          </div>
        ) : (
          // The page asks for its facts beside the session, not after it.
          !out && children
        )}
      </main>
      <KeysHelp open={keys} onClose={() => setKeys(false)} />
    </div>
  );
}
