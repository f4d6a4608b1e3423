import type { Problem } from '@throughline/contracts';

/** An answer that was not a success; `problem` is what the server said of it, as RFC 9457 has it. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.problem = problem;
  }
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** What happened and what to do, in whole sentences, for any failure of a request. */
export function describeFailure(error: unknown): { happened: string; remedy: string } {
  if (!(error instanceof ApiError)) {
    return { happened: 'The console’s server did not answer.', remedy: 'Check that npm start still runs.' };
  }
  const { status, title, detail, remedy } = error.problem;
  const places = (error.problem.errors ?? []).map((each) => `${each.pointer || 'the whole'}: ${each.detail}`);
  const happened = [sentence(detail ?? title), ...places.map(sentence)].join(' ');
  if (remedy) return { happened, remedy: sentence(remedy) };
  return {
    happened,
    remedy:
      status >= 500
        ? 'Try again; the platform’s output names the cause.'
        : 'Change the filter or the address.',
  };
}
