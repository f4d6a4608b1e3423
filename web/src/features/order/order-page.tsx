'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { ApiError } from '../../client/failure.ts';
import { queryString } from '../../client/query-string.ts';
import { useAddress } from '../../frame/address.ts';
import { AsOf } from '../../frame/as-of.tsx';
import { CopyButton } from '../../frame/copy-link.tsx';
import { TopBar } from '../../frame/top-bar.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Empty, Failure, Loading, Stale } from '../../ui/panel.tsx';
import { Id, Tag } from '../../ui/values.tsx';
import { OrderFacts } from './order-facts.tsx';
import { orderQuery } from './queries.ts';

const instant = (text: string | null) => (text && !Number.isNaN(Date.parse(text)) ? text : undefined);

const readPlace = (params: { get(name: string): string | null }) => ({
  at: instant(params.get('at')),
  knownAt: instant(params.get('knownAt')),
  event: params.get('event') ?? undefined,
});

/** One order whole. The instants looked from and the event looked at are in the address. */
export function OrderPage({ id }: { id: string }) {
  const router = useRouter();
  const path = usePathname();
  const [here, go] = useAddress(readPlace);
  const change = (patch: Partial<typeof here>) => {
    const next = { ...here, ...patch };
    go(next, path + queryString(next));
  };
  const view = { at: here.at, knownAt: here.knownAt };
  const list = `/orders${queryString({ open: here.at ? undefined : true, at: here.at })}`;
  const { data: order, error, isError, dataUpdatedAt, refetch } = useQuery(orderQuery(id, view));
  useKeys([{ key: 'Escape', does: 'back to the orders', run: () => router.push(list) }]);

  const attributes = new Map(order?.events.flatMap((event) => Object.entries(event.attributes)) ?? []);
  const tags = ['channel', 'market', 'final_status'].flatMap((name) => attributes.get(name) ?? []);
  return (
    <>
      <TopBar
        actions={
          <>
            <CopyButton kind="bare" className="max-tablet:hidden" text={() => window.location.href}>
              Copy link
            </CopyButton>
            <AsOf at={here.at} onChange={(at) => change({ at, knownAt: undefined })} />
          </>
        }
      >
        <nav aria-label="Path" className="flex min-w-0 items-center gap-8">
          <Link href={list} className="text-ink-2 hover:text-ink-1 max-tablet:py-12">
            Orders
          </Link>
          <span className="text-ink-3">
            <Icon name="chevronRight" size={14} />
          </span>
          <span className="font-finding">
            <Id value={order?.name ?? id} />
          </span>
        </nav>
        {tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </TopBar>
      {isError && order && (
        <div className="px-16">
          <Stale since={dataUpdatedAt} retry={() => void refetch()} />
        </div>
      )}
      {order ? (
        <OrderFacts
          id={id}
          order={order}
          view={view}
          selected={here.event}
          onSelect={(event) => change({ event })}
          onKnownAt={(knownAt) => change({ knownAt })}
        />
      ) : isError ? (
        <NotShown id={id} error={error} list={list} retry={() => void refetch()} />
      ) : (
        <div className="px-16">
          <Loading rows={20} what="the order" />
        </div>
      )}
    </>
  );
}

function NotShown({
  id,
  error,
  list,
  retry,
}: {
  id: string;
  error: unknown;
  list: string;
  retry: () => void;
}) {
  const status = error instanceof ApiError ? error.status : 0;
  if (status !== 404 && status !== 409) {
    return (
      <div className="px-16">
        <h1 className="sr-only">Order {id}</h1>
        <Failure what={`order ${id}`} error={error} retry={retry} />
      </div>
    );
  }
  const several = status === 409;
  return (
    <div className="px-16">
      <h1 className="sr-only">Order {id}</h1>
      <Empty
        title={several ? `Several orders are known as ${id}` : `No order is known as ${id}`}
        action={
          <ButtonLink href={several ? `/orders${queryString({ id })}` : list}>
            {several ? 'Choose one' : 'See the orders'}
          </ButtonLink>
        }
      >
        {several
          ? 'An id may name one order in each of several systems.'
          : 'By the instant shown it may not have been placed, or the id may be another system’s: find it by its beginning.'}
      </Empty>
    </div>
  );
}
