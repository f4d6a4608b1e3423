/** Members that do one thing at a time, shared first come first served. */
export type Pool<T> = {
  /** Runs `work` with a free member, waiting for one if need be; the member is free again when `work` has settled. */
  readonly use: <R>(work: (member: T) => Promise<R>, signal?: AbortSignal) => Promise<R>;
  /** Waits for a free member and takes it out; the answer gives it back. */
  readonly take: (signal?: AbortSignal) => Promise<{ readonly member: T; readonly release: () => void }>;
  /** Waits until no member works, and keeps all of them from working again. */
  readonly drain: () => Promise<void>;
};

/**
 * A pool over `members`. A caller whose signal aborts gets its rejection at once, while the member stays taken until
 * the work has really ended: an embedded statement cannot be stopped from outside.
 */
export const poolOf = <T>(members: readonly T[]): Pool<T> => {
  const free = [...members];
  const waiting: ((member: T) => void)[] = [];

  const release = (member: T): void => {
    const next = waiting.shift();
    if (next) next(member);
    else free.push(member);
  };
  const grab = (signal?: AbortSignal): Promise<T> => {
    const member = free.pop();
    if (member !== undefined) return Promise.resolve(member);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        waiting.splice(waiting.indexOf(grant), 1);
        reject(signal?.reason);
      };
      const grant = (granted: T): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve(granted);
      };
      waiting.push(grant);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  };

  return {
    use: async (work, signal) => {
      signal?.throwIfAborted();
      const member = await grab(signal);
      const done = work(member).finally(() => release(member));
      return signal ? orAborted(done, signal) : done;
    },
    take: async (signal) => {
      signal?.throwIfAborted();
      const member = await grab(signal);
      return { member, release: () => release(member) };
    },
    drain: async () => {
      await Promise.all(members.map(() => grab()));
    },
  };
};

const orAborted = <R>(done: Promise<R>, signal: AbortSignal): Promise<R> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    done.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
