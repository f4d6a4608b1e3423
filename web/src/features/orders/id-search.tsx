'use client';
import { useEffect, useRef, useState } from 'react';
import { Key } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useKeys } from '../../ui/keys.ts';

/** Narrows the list to orders with an id that begins with what is typed, a third of a second after the last key. */
export function IdSearch({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [given, setGiven] = useState(value);
  if (given !== value) {
    setGiven(value);
    setText(value);
  }
  useKeys([{ key: '/', does: 'narrow by id', run: () => box.current?.select() }]);
  useEffect(() => {
    const id = text.trim();
    if (id === value || id.length === 1) return;
    const timer = setTimeout(() => onChange(id), 350);
    return () => clearTimeout(timer);
  });
  return (
    <label className="flex h-28 w-[240px] items-center gap-6 rounded-control border border-edge px-8 text-ink-3 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-ink-1 max-tablet:h-44 max-tablet:w-full">
      <Icon name="search" size={14} />
      <input
        ref={box}
        aria-label="Id begins with"
        placeholder="Id begins with"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && box.current?.blur()}
        className="identifier min-w-0 flex-1 bg-transparent text-ink-1 outline-none"
      />
      <Key>/</Key>
    </label>
  );
}
