import type { Metadata } from 'next';
import { OrderPage } from '../../../../src/features/order/order-page.tsx';

type Params = { params: Promise<{ id: string }> };

export const generateMetadata = async ({ params }: Params): Promise<Metadata> => ({
  title: `Order ${decodeURIComponent((await params).id)}`,
});

export default async function Page({ params }: Params) {
  return <OrderPage id={decodeURIComponent((await params).id)} />;
}
