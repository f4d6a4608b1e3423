import type { ImportedRow, UnreadableRow } from '@throughline/contracts';
import { requireColumns, rowsOf } from '../files/read.ts';
import { MOST_SIDE_ROWS, type SideCounts, SideFile } from '../files/side.ts';
import type { ImportPlan } from './plan.ts';

export type SendRow = ImportedRow | UnreadableRow;
/** The rows of an import with what joins them; `counts` and `unmatched` are final once all rows were taken. */
export type ImportRowsSource = {
  rows: AsyncGenerator<SendRow>;
  sides(): Record<string, SideCounts>;
};

/**
 * Reads the side files into memory, then streams the main file with the rows that belong to each of its own; at the
 * end, stretches of side files that could not be read. `onBytes` is told of the bytes of the main file.
 */
export async function openRows(
  plan: ImportPlan,
  onBytes: (count: number) => void,
): Promise<ImportRowsSource> {
  let held = 0;
  const room = () => ++held <= MOST_SIDE_ROWS;
  const sides: SideFile[] = [];
  for (const file of plan.sides) {
    const node = plan.mapping.files.joined?.[file.role];
    if (!node) continue;
    const side = new SideFile(file.role, node.parent);
    const check = (columns: readonly string[]) =>
      requireColumns(plan.mapping, file, columns, plan.mappingName);
    await side.fill(rowsOf(file, check), file.name, node.key, room);
    sides.push(side);
  }
  return {
    rows: joined(plan, sides, onBytes),
    sides: () => Object.fromEntries(sides.map((side) => [side.role, side.counts()])),
  };
}

async function* joined(
  plan: ImportPlan,
  sides: readonly SideFile[],
  onBytes: (count: number) => void,
): AsyncGenerator<SendRow> {
  const check = (columns: readonly string[]) =>
    requireColumns(plan.mapping, plan.main, columns, plan.mappingName);
  for await (const one of rowsOf(plan.main, check, onBytes)) {
    if ('unreadable' in one || sides.length === 0) yield one;
    else yield { ...one, joined: Object.fromEntries(sides.map((side) => [side.role, side.of(one.row)])) };
  }
  for (const side of sides) yield* side.unreadable;
}
