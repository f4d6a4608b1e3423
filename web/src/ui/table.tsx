import clsx from 'clsx';
import type { ComponentProps } from 'react';
import { Scroll } from './scroll.tsx';

/** A dense table that scrolls sideways in its own box where it has no room; `label` names it for readers. */
export function Table({
  label,
  stacked = false,
  children,
}: {
  label: string;
  /** On a phone the rows are laid out as grids by their own classes, and the head is for readers only. */
  stacked?: boolean;
  children: React.ReactNode;
}) {
  return (
    <Scroll label={label}>
      <table
        {...(stacked ? { role: 'table' } : {})}
        className={`w-full border-collapse text-meta ${stacked ? 'max-tablet:block max-tablet:[&_tbody]:block max-tablet:[&_thead]:sr-only' : ''}`}
      >
        {children}
      </table>
    </Scroll>
  );
}

type Cell = { end?: boolean; strong?: boolean };

/** A column's head: text left, numbers (`end`) right. */
export function Head({ end, strong: _, className, ...rest }: ComponentProps<'th'> & Cell) {
  return (
    <th
      scope="col"
      className={clsx(
        'h-24 whitespace-nowrap border-b border-hair pr-12 text-axis font-regular text-ink-3 last:pr-0',
        end ? 'text-right' : 'text-left',
        className,
      )}
      {...rest}
    />
  );
}

/** A cell: text left, numbers (`end`) right. */
export function Data({ end, strong, className, ...rest }: ComponentProps<'td'> & Cell) {
  return (
    <td
      className={clsx(
        'h-28 border-b border-hair py-4 pr-12 align-middle last:pr-0',
        end && 'whitespace-nowrap text-right',
        strong && 'font-strong',
        className,
      )}
      {...rest}
    />
  );
}
