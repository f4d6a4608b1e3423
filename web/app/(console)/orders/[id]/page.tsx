import type { Metadata } from 'next';
import { readAhead } from '../../../../src/client/ahead.ts';
import { OrderPage } from '../../../../src/features/order/order-page.tsx';

type Params = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ at?: string; knownAt?: string }>;
};

export const generateMetadata = async ({ params }: Pick<Params, 'params'>): Promise<Metadata> => ({
  title: `Order ${decodeURIComponent((await params).id)}`,
});

export default async function Page({ params, searchParams }: Params) {
  const id = decodeURIComponent((await params).id);
  const { at, knownAt } = await searchParams;
  readAhead(`/api/v1/orders/${encodeURIComponent(id)}`, { at, knownAt });
  return <OrderPage id={id} />;
}
