import type { Metadata } from 'next';
import { readOrdersAhead } from '../../../src/features/orders/ahead.ts';
import { OrdersPage } from '../../../src/features/orders/orders-page.tsx';

export const metadata: Metadata = { title: 'Orders' };

type Search = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Search) {
  readOrdersAhead(await searchParams);
  return <OrdersPage />;
}
