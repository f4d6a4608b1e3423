const KINDS = ['commerce', 'oms', 'wms', 'erp', 'psp', 'carrier', 'support', 'middleware'];

/** The colour that stands for a kind of system, as a CSS value; neutral for a kind unknown here. */
export const systemColour = (kind: string): string => (KINDS.includes(kind) ? `var(--${kind})` : 'var(--n5)');

/** The kind of a source written `kind/instance`. */
export const kindOf = (source: string): string => source.split('/')[0] ?? '';

/** A source's name behind the mark of its kind. */
export function SystemName({ source, strong = false }: { source: string; strong?: boolean }) {
  return (
    <span className={`inline-flex items-center gap-6 whitespace-nowrap ${strong ? 'font-strong' : ''}`}>
      <SystemMark source={source} />
      {source}
    </span>
  );
}

/** The 3 by 12 px mark alone, only ever beside the name. */
export function SystemMark({ source }: { source: string }) {
  return (
    <span
      aria-hidden="true"
      className="inline-block h-12 w-[3px] shrink-0"
      style={{ background: systemColour(kindOf(source)) }}
    />
  );
}
