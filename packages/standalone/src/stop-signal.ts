/**
 * Resolves, with the reason, when this process is asked to end: Ctrl-C, a signal, or the end of the door that started
 * it. A second Ctrl-C ends it at once; what was acknowledged is durable by then.
 */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    const ask = (why: string) => () => resolve(why);
    let asked = false;
    process.on('SIGINT', () => {
      if (asked) process.exit(130);
      asked = true;
      resolve('Ctrl-C');
    });
    process.on('SIGTERM', ask('Asked to end'));
    process.on('SIGHUP', ask('The terminal is gone'));
    if (process.channel) {
      process.on('disconnect', ask('The command that started it is gone'));
      // The channel is only listened to; it must not keep the process alive by itself.
      process.channel.unref();
    }
  });
}
