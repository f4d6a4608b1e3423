'use client';
export function StartPage({ collector }: { collector: string }) {
  return <p>{collector}</p>;
}
