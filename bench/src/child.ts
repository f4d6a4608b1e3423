import { type ChildProcess, fork } from 'node:child_process';

/** A script of a bench in a process of its own, with a store of its own; `ask` puts one question at a time. */
export type Child = { ask: <T>(order: object) => Promise<T>; stop: () => Promise<void> };

const answerOf = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    const died = (code: number | null) => reject(new Error(`${child.spawnargs[1]} ended with ${code}`));
    child.once('exit', died);
    child.once('message', (message: { value?: T; error?: string }) => {
      child.off('exit', died);
      if (message.error === undefined) resolve(message.value as T);
      else reject(new Error(message.error));
    });
  });

/** Starts `script` and waits until it is ready. */
export async function startChild(script: string, args: string[]): Promise<Child> {
  const child = fork(script, args);
  await answerOf(child);
  return {
    async ask<T>(order: object) {
      child.send(order);
      return answerOf<T>(child);
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
}

/** The child's side: answers each question, and ends when its parent lets go. */
export function answerParent<T extends object>(answer: (order: T) => Promise<unknown>): void {
  process.on('message', (order: T) => {
    answer(order).then(
      (value) => process.send?.({ value }),
      (error: unknown) =>
        process.send?.({ error: error instanceof Error ? (error.stack ?? '') : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ value: 'ready' });
}
