/**
 * Indents JSON text by two spaces without reading it: no number is rounded, no key is moved, what is not JSON stays as it
 * was as far as it can be followed.
 */
export function indentJson(text: string): string {
  let out = '';
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\[\s\S])*"?|[{[]\s*[}\]]|[{}[\],:]|\s+|[^\s"{}[\],:]+/g)) {
    if (/^\s/.test(token)) continue;
    if (/^[{[]\s*[}\]]$/.test(token)) out += token.replace(/\s/g, '');
    else if (token === '{' || token === '[') {
      depth += 1;
      out += token + line();
    } else if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1);
      out += line() + token;
    } else if (token === ',') out += token + line();
    else if (token === ':') out += ': ';
    else out += token;
  }
  return out;
}
