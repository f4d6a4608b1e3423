export * from './catalogue.ts';
export * from './cloudevent.ts';
export * from './event.ts';
export * from './keys.ts';
export * from './money.ts';
export * from './problem.ts';
export * from './words.ts';
