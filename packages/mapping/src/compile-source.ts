import { SourceSchema, SYSTEM_KINDS } from '@throughline/contracts';
import type { Compiling, Place } from './compiling.ts';
import { FaultError, shown } from './fault.ts';
import { type RowContext, rowScope, type Scope } from './scope.ts';
import { compileTemplate } from './values/template.ts';

/**
 * Compiles who says an event: a kind alone means that kind at the instance of the import. `at` is the source where it
 * does not depend on the row, else null.
 */
export const compileSource = (text: string | undefined, place: Place, compiling: Compiling) => {
  const template = compileTemplate(text ?? '{$source}', place, compiling);
  const full = (found: string | undefined, context: RowContext): string => {
    const source = (SYSTEM_KINDS as readonly (string | undefined)[]).includes(found)
      ? `${found}${context.source.slice(context.source.indexOf('/'))}`
      : (found ?? '');
    if (SourceSchema.safeParse(source).success) return source;
    throw new FaultError(
      'bad-source',
      template.fields.join(', '),
      `${shown(source)} is no source`,
      `A source is kind/instance, such as "psp/main"; kinds are ${SYSTEM_KINDS.join(', ')}.`,
    );
  };
  const fixed = template.fields.every((field) => field === '$instance' || field === '$source');
  const at = (source: string): string | null => {
    const context = { line: 1, file: '', source };
    return fixed ? full(template.read(rowScope({}, context)), context) : null;
  };
  try {
    at('commerce/check');
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    compiling.fail(place, error.message, error.remedy);
  }
  return { at, read: (scope: Scope) => full(template.read(scope), scope.context) };
};
