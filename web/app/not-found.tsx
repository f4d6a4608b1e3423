import Link from 'next/link';

export default function NotFound() {
  return (
    <main className="mx-auto flex max-w-[520px] flex-col gap-8 px-16 py-40">
      <h1 className="text-page font-finding">There is no page at this address</h1>
      <p className="text-ink-2">
        <Link href="/orders?open=true" className="link text-ink-1">
          See the open orders
        </Link>{' '}
        instead.
      </p>
    </main>
  );
}
