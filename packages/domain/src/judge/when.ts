import type { AttributeCondition, Threshold, When } from '@throughline/contracts';
import { parseDecimal } from '../money.ts';

/** What conditions are asked of: flat attributes, and the money of the order per currency in millionths. */
export type Subject = {
  attributes: Readonly<Record<string, string>>;
  orderValue: () => ReadonlyMap<string, bigint>;
};

const oneOf = (wanted: string | readonly string[], value: string): boolean =>
  typeof wanted === 'string' ? wanted === value : wanted.includes(value);

const agrees = (condition: AttributeCondition, value: string | undefined): boolean => {
  if (typeof condition === 'string' || Array.isArray(condition)) {
    return value !== undefined && oneOf(condition, value);
  }
  if ('exists' in condition) return (value !== undefined) === condition.exists;
  return value === undefined || !oneOf(condition.not, value);
};

/** Whether every part of a condition holds for an object. */
export const matches = (when: When, subject: Subject): boolean => {
  const { orderValue, ...attributes } = when;
  if (orderValue) {
    const value = subject.orderValue().get(orderValue.currency);
    if (value === undefined) return false;
    if (orderValue.atLeast !== undefined && value < parseDecimal(orderValue.atLeast)) return false;
    if (orderValue.below !== undefined && value >= parseDecimal(orderValue.below)) return false;
  }
  return Object.entries(attributes as Record<string, AttributeCondition>).every(([name, condition]) =>
    agrees(condition, Object.hasOwn(subject.attributes, name) ? subject.attributes[name] : undefined),
  );
};

/** The value of the first threshold that holds; undefined if none does. */
export const pick = <T>(list: readonly Threshold<T>[], subject: Subject): T | undefined =>
  list.find(({ when }) => when === undefined || matches(when, subject))?.value;
