import type { Metadata } from 'next';
import { SignInPage } from '../../src/features/sign-in/sign-in-page.tsx';

export const metadata: Metadata = { title: 'Sign in' };

type Search = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const one = (value: string | string[] | undefined) => (typeof value === 'string' ? value : undefined);

export default async function Page({ searchParams }: Search) {
  const { token, next } = await searchParams;
  return <SignInPage token={one(token)} next={one(next)} />;
}
