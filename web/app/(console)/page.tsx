import type { Metadata } from 'next';
import { StartPage } from '../../src/features/start/start-page.tsx';

export const metadata: Metadata = { title: 'Start' };

export default function Page() {
  return <StartPage collector={process.env.THROUGHLINE_COLLECTOR_URL ?? 'http://127.0.0.1:4318'} />;
}
