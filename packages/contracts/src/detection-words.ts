/** Kinds of rule. A kind is one more member here, one schema in `rule.ts` and one judge in the domain. */
export const RULE_KINDS = ['clock', 'state'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** How bad an exception is, mildest first. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How far a rule is trusted: only measured, listed for people, or allowed to call someone. */
export const MATURITIES = ['shadow', 'list', 'page'] as const;
export type Maturity = (typeof MATURITIES)[number];

/** Which promise a rule means: the first shown, the last that the customer agreed to, or the marketplace's. */
export const RULE_PROMISES = ['original', 'agreed', 'marketplace'] as const;

/** Which start events of an object start a clock: only the first, or each its own. */
export const RESTARTS = ['first', 'each'] as const;

/** Days of the week as ISO 8601 numbers them from Monday. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** What a profile says of a milestone; `batched` is expected too, but only with the next run of a batch. */
export const EXPECTATIONS = ['expected', 'not_expected', 'batched'] as const;
export type Expectation = (typeof EXPECTATIONS)[number];

/** What facts do to an exception. Nothing is ever closed for being old. */
export const EXCEPTION_TRANSITIONS = ['opened', 'escalated', 'eased', 'closed', 'reopened'] as const;
export type ExceptionTransition = (typeof EXCEPTION_TRANSITIONS)[number];

/** Where an exception stands: nobody has it, somebody saw it, somebody works on it, or it is over. */
export const EXCEPTION_STATES = ['open', 'acknowledged', 'in_progress', 'resolved'] as const;
export type ExceptionState = (typeof EXCEPTION_STATES)[number];
