import { IMPORT_LIMITS } from '@throughline/contracts';
import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';

/** YAML as a document with its lines, or what is wrong with it and where. */
export type ReadYaml =
  | { document: Document; lines: LineCounter }
  | { line: number; column: number; detail: string; remedy: string };

const DEEPEST = 50;
const MANY_DASHES = new RegExp(`^(?:\\s*[-?]\\s+){${DEEPEST},}`, 'm');

/** Whether brackets or dashes lie so deep that only a text made to do harm has them; the parser would take seconds. */
const tooDeep = (text: string): boolean => {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    if (depth > DEEPEST) return true;
  }
  return MANY_DASHES.test(text);
};

/** The first key that a map has twice; the parser's own look at this compares every key with every other. */
const repeatedKey = (document: Document): { name: string; offset: number } | null => {
  let found: { name: string; offset: number } | null = null;
  visit(document, {
    Map(_key, map) {
      const names = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (names.has(key.value)) found ??= { name: String(key.value), offset: key.range?.[0] ?? 0 };
        names.add(key.value);
      }
      return found ? visit.BREAK : undefined;
    },
  });
  return found;
};

/** Parses YAML of bounded size and depth. Never throws. */
export const readYaml = (text: string): ReadYaml => {
  const lines = new LineCounter();
  const at = (offset: number, detail: string, remedy: string) => {
    const { line, col } = lines.linePos(offset);
    return { line: line || 1, column: col || 1, detail, remedy };
  };
  if (text.length > IMPORT_LIMITS.mappingBytes) {
    return at(
      0,
      `The mapping is longer than ${IMPORT_LIMITS.mappingBytes} characters`,
      'Split it into several.',
    );
  }
  if (tooDeep(text)) return at(0, 'The mapping is nested too deep', `Nest at most ${DEEPEST} levels.`);
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
    const error = document.errors[0];
    if (error)
      return at(error.pos[0], `This is no YAML: ${error.message}`, 'Check indentation, quotes and colons.');
    const twice = repeatedKey(document);
    if (twice) return at(twice.offset, `"${twice.name}" stands there twice`, 'Leave one of them out.');
    return { document, lines };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return at(0, `The mapping cannot be read: ${why}`, 'Write it flatter.');
  }
};
