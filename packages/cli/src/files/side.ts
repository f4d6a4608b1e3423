import type { UnreadableRow } from '@throughline/contracts';
import type { Row } from '@throughline/mapping';
import { fieldText } from '@throughline/mapping';
import { ImportError } from '../problem.ts';
import type { FileRow } from './row.ts';

/** Side rows that all files of one import may hold together; they are kept in memory. */
export const MOST_SIDE_ROWS = 5_000_000;

/** What became of the rows of a side file: `unmatched` belong to no row of the main file, and give no event. */
export type SideCounts = {
  rows: number;
  unmatched: number;
  /** Distinct keys of the unmatched rows. */
  unmatchedKeys: number;
  unreadable: number;
  /** Rows of the main file that have none here. */
  parentsWithout: number;
};

/** A side file by its key, in memory. */
export class SideFile {
  readonly role: string;
  readonly parent: string;
  readonly unreadable: UnreadableRow[] = [];
  readonly #rows = new Map<string, Row[]>();
  readonly #matched = new Set<string>();
  #count = 0;
  #matchedRows = 0;
  #parentsWithout = 0;

  constructor(role: string, parent: string) {
    this.role = role;
    this.parent = parent;
  }

  /** Reads the file. Throws `ImportError` when it is larger than memory allows. */
  async fill(rows: AsyncIterable<FileRow>, name: string, key: string, room: () => boolean): Promise<void> {
    for await (const one of rows) {
      if ('unreadable' in one) {
        const detail = `${name}, line ${one.line}: ${one.unreadable.detail}`;
        this.unreadable.push({ ...one, unreadable: { ...one.unreadable, detail } });
        continue;
      }
      if (!room()) {
        throw new ImportError(
          `The side files hold more than ${MOST_SIDE_ROWS} rows`,
          'Split the main file with its side files, for example by month, and import the parts one by one.',
        );
      }
      this.#count++;
      const value = fieldText(one.row, key);
      if (value === undefined) continue;
      const group = this.#rows.get(value);
      if (group) group.push(one.row);
      else this.#rows.set(value, [one.row]);
    }
  }

  /** The rows that belong to a row of the main file, in the order of the file. */
  of(row: Row): Row[] {
    const value = fieldText(row, this.parent);
    const found = value === undefined ? undefined : this.#rows.get(value);
    if (!found || value === undefined) {
      this.#parentsWithout++;
      return [];
    }
    if (!this.#matched.has(value)) {
      this.#matched.add(value);
      this.#matchedRows += found.length;
    }
    return found;
  }

  counts(): SideCounts {
    return {
      rows: this.#count,
      unmatched: this.#count - this.#matchedRows,
      unmatchedKeys: this.#rows.size - this.#matched.size,
      unreadable: this.unreadable.length,
      parentsWithout: this.#parentsWithout,
    };
  }
}
