'use client';
import { useSyncExternalStore } from 'react';

const ticks = new Set<() => void>();
let current = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  ticks.add(listener);
  current = Date.now();
  timer ??= setInterval(() => {
    current = Date.now();
    for (const tick of ticks) tick();
  }, 1000);
  return () => {
    ticks.delete(listener);
    if (ticks.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The viewer's clock in epoch milliseconds, once a second and the same for the whole page; 0 before hydration. */
export const useNow = (): number =>
  useSyncExternalStore(
    subscribe,
    () => {
      current ||= Date.now();
      return current;
    },
    () => 0,
  );

const never = () => () => {};
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** The viewer's time zone; `UTC` before hydration. */
export const useZone = (): string => useSyncExternalStore(never, zone, () => 'UTC');
