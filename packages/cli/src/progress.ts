import cliProgress from 'cli-progress';

/** Shows how far an import is: a bar on a terminal, else a line every few seconds. */
export type Progress = {
  bytes(count: number): void;
  rows(count: number): void;
  /** Says something without breaking the bar. */
  say(text: string): void;
  stop(): void;
};

const EVERY = 5000;

function bar(total: number, title: string, out: NodeJS.WriteStream): Progress {
  const shown = new cliProgress.SingleBar({
    format: `${title} {bar} {percentage}%  {rows} rows  {duration_formatted}`,
    barsize: 30,
    hideCursor: true,
    stream: out,
    stopOnComplete: false,
    gracefulExit: false,
  });
  shown.start(Math.max(total, 1), 0, { rows: 0 });
  return {
    bytes: (count) => shown.increment(count),
    rows: (count) => shown.update({ rows: count }),
    say: (text) => out.write(`\r\x1b[K${text}\n`),
    stop: () => shown.stop(),
  };
}

function lines(total: number, title: string, out: NodeJS.WriteStream): Progress {
  let read = 0;
  let done = 0;
  const say = (text: string) => out.write(`${text}\n`);
  const percent = () => (total === 0 ? 100 : Math.min(100, Math.floor((read / total) * 100)));
  let last = '';
  const tell = () => {
    const now = `${title} ${percent()}%  ${done} rows`;
    if (now !== last) say(now);
    last = now;
  };
  const timer = setInterval(tell, EVERY);
  return {
    bytes: (count) => {
      read += count;
    },
    rows: (count) => {
      done = count;
    },
    say,
    stop: () => clearInterval(timer),
  };
}

/** `total` is the size of what is read, in bytes. */
export const startProgress = (total: number, title: string, out: NodeJS.WriteStream): Progress =>
  out.isTTY ? bar(total, title, out) : lines(total, title, out);
