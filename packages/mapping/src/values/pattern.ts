const MOST_STEPS = 2 ** 25;
const MOST_TEXT = 256;
const TOKEN =
  /\\[bBpPkux1-9]|\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?!:)|\(\?:|\(|\)(?:[*+?]|\{\d)|\)|[*+]\??|\?\??|\{(\d+)(,?)(\d*)\}\??|\||./gs;

/** Why `source` could take long or is not of the plain kind allowed; null if it is fine. */
const objection = (source: string): string | null => {
  let steps = 1;
  for (const match of source.matchAll(TOKEN)) {
    const [token, least, comma, most] = match;
    if (/^\\[bBpPkux1-9]/.test(token)) return `"${token}" is not allowed`;
    if (token === '(?') return 'look-around and named groups are not allowed';
    if (/^\)[*+?{]/.test(token)) return 'a group may not be repeated';
    if (/^[*+]/.test(token)) steps *= MOST_TEXT;
    else if (token[0] === '?' || token === '|') steps *= 2;
    else if (least !== undefined && comma) {
      steps *= most ? Math.max(1, Number(most) - Number(least) + 1) : MOST_TEXT;
    }
  }
  return steps > MOST_STEPS ? 'it has too many repetitions' : null;
};

/**
 * A test whether a whole text matches a regular expression. Only expressions whose cost is bounded are taken, because a
 * mapping comes from outside: at most three open repetitions, no repeated group, no look-around, no back-reference.
 * Texts over 256 characters never match. Returns the objection, as text, to one that is not taken.
 */
export const compilePattern = (source: string): ((text: string) => boolean) | string => {
  const problem = objection(source);
  if (problem) return problem;
  try {
    const whole = new RegExp(`^(?:${source})$`, 'u');
    return (text) => text.length <= MOST_TEXT && whole.test(text);
  } catch (error) {
    return error instanceof Error ? error.message : 'it is not a regular expression';
  }
};
