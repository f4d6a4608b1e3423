'use client';
import { Key } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { setSingleKeys, useBindings, useSingleKeys } from '../ui/keys.ts';

const printed = (key: string) => {
  if (key.startsWith('Ctrl+')) return `Ctrl ${key.slice(5).toUpperCase()}`;
  return key.length < 4 ? key.toUpperCase() : key;
};

/** Every key that works on this page, and the switch for those without Ctrl. */
export function KeysHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const bindings = useBindings();
  const on = useSingleKeys();
  return (
    <Dialog open={open} onClose={onClose} title="Keys on this page">
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-16 gap-y-8">
        {bindings.map((binding) => (
          <div key={binding.key} className="contents">
            <dt>
              <Key>{printed(binding.key)}</Key>
            </dt>
            <dd>{binding.does}</dd>
          </div>
        ))}
      </dl>
      <label className="mt-20 flex items-center gap-8 border-t border-hair pt-12">
        <input type="checkbox" checked={on} onChange={(event) => setSingleKeys(event.target.checked)} />
        Keys without Ctrl work in this browser
      </label>
    </Dialog>
  );
}
