import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { LoadOrder, LoadResult } from './load.ts';
import type { ProductOrder } from './product.ts';

const script = (name: string): string => join(import.meta.dirname, `${name}.ts`);

function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null) => reject(new Error(`${child.spawnargs[1]} ended with ${code}`));
    child.once('exit', died);
    child.once('message', (value) => {
      child.off('exit', died);
      resolve(value as T);
    });
  });
}

/** A server to send to. */
export type Target = { port: number; stop: () => void };

/** Starts a bench script that listens and tells its port. */
async function startTarget(name: string, args: string[]): Promise<Target & { child: ChildProcess }> {
  const child = fork(script(name), args);
  const { port } = await message<{ port: number }>(child);
  return { port, child, stop: () => child.disconnect() };
}

export const startNull = (file: string): Promise<Target> => startTarget('null-collector', [file]);

/** The real collector in a process of its own; `ask` puts one question at a time. */
export async function startProduct(
  dir: string,
  key: string,
): Promise<Target & { ask: <T>(order: ProductOrder) => Promise<T> }> {
  const { child, ...target } = await startTarget('product', [dir, key]);
  return {
    ...target,
    async ask<T>(order: ProductOrder) {
      child.send(order);
      const { value, error } = await message<{ value?: T; error?: string }>(child);
      if (error) throw new Error(error);
      return value as T;
    },
  };
}

/** Makes a load's requests, then, when `go` is called, sends them. */
export async function prepareLoad(order: LoadOrder): Promise<{ go: () => Promise<LoadResult> }> {
  const child = fork(script('load'));
  child.send(order);
  await message(child);
  return {
    async go() {
      child.send('go');
      const { result } = await message<{ result: LoadResult }>(child);
      child.disconnect();
      return result;
    },
  };
}
