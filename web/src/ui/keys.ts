'use client';
import { useEffect, useRef, useSyncExternalStore } from 'react';

/** A key and what it does. `key` is as `KeyboardEvent.key` has it, with `Ctrl+` before it where held, or `g o`: G, then O. */
export type Binding = { key: string; does: string; run: () => void };

const SWITCH = 'throughline.single-keys';
const bound = new Set<{ current: readonly Binding[] }>();
const watchers = new Set<() => void>();
let listed: readonly Binding[] = [];

function changed(): void {
  listed = [...bound].flatMap((each) => each.current);
  for (const watch of watchers) watch();
}

const watch = (listener: () => void) => {
  watchers.add(listener);
  return () => {
    watchers.delete(listener);
  };
};

const singleKeysOn = () => localStorage.getItem(SWITCH) !== 'off';

/** Switches keys without Ctrl on or off for this browser; they can get in the way of speech input. */
export function setSingleKeys(on: boolean): void {
  localStorage.setItem(SWITCH, on ? 'on' : 'off');
  changed();
}

/** Whether keys without Ctrl work in this browser. */
export const useSingleKeys = (): boolean => useSyncExternalStore(watch, singleKeysOn, () => true);

const none: readonly Binding[] = [];
/** Every binding of what is on the page now. */
export const useBindings = (): readonly Binding[] =>
  useSyncExternalStore(
    watch,
    () => listed,
    () => none,
  );

const typesText = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

let prefix = { key: '', at: 0 };

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const held = event.ctrlKey || event.metaKey;
  const name = held ? `Ctrl+${event.key.toLowerCase()}` : event.key;
  if (!held && (typesText(event.target) || !singleKeysOn() || document.querySelector('dialog[open]'))) return;
  // Enter and Space belong to the control that has the focus.
  if (name === 'Enter' && event.target instanceof HTMLElement && event.target.matches('a, button, summary'))
    return;
  const all = [...bound].reverse().flatMap((each) => each.current);
  const after = event.timeStamp - prefix.at < 1500 ? `${prefix.key} ${name}` : '';
  prefix = { key: name, at: event.timeStamp };
  const match = all.find((each) => each.key === after) ?? all.find((each) => each.key === name);
  if (!match) return;
  event.preventDefault();
  match.run();
}

/** Binds keys while the component is on the page; the one bound last wins. */
export function useKeys(bindings: readonly Binding[]): void {
  const held = useRef(bindings);
  held.current = bindings;
  useEffect(() => {
    if (bound.size === 0) document.addEventListener('keydown', onKey);
    bound.add(held);
    changed();
    return () => {
      bound.delete(held);
      changed();
      if (bound.size === 0) document.removeEventListener('keydown', onKey);
    };
  }, []);
}
