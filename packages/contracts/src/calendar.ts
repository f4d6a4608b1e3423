import * as z from 'zod';
import { WEEKDAYS } from './detection-words.ts';

/** Name of a configuration folder: `elapsed`, `warehouse-east`. */
export const ConfigNameSchema = z
  .string()
  .max(80)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower-case words joined by "-", such as "warehouse-east"');

/** From when a version counts; epoch ms once read. Left out: always. */
export const EffectiveFromSchema = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'should be an instant such as "2026-03-01T00:00:00Z" or a date (its midnight in UTC)',
  })
  .transform((text) => Date.parse(text));

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
/** Wall time; minutes after midnight once read. */
export const WallTimeSchema = z
  .string()
  .regex(CLOCK, 'a wall time such as "14:00"')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const HOURS = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const HoursSchema = z
  .string()
  .regex(HOURS, 'opening hours such as "09:00-17:30"; "24:00" ends the day')
  .transform((text, context) => {
    const minutes = (at: number) => Number(text.slice(at, at + 2)) * 60 + Number(text.slice(at + 3, at + 5));
    const [from, until] = [minutes(0), minutes(6)];
    if (from >= until) {
      context.issues.push({
        code: 'custom',
        message: 'ends before it begins; split hours over midnight in two days',
        input: text,
      });
    }
    return { from, until };
  });

const DayHoursSchema = z
  .array(HoursSchema)
  .max(12)
  .superRefine((list, context) => {
    list.forEach((hours, index) => {
      if (index > 0 && hours.from < list[index - 1]!.until) {
        context.addIssue({
          code: 'custom',
          path: [index],
          message: 'overlaps or precedes the hours before it',
        });
      }
    });
  });

/** An IANA zone, or a fixed offset such as `UTC-3`. */
export const TimeZoneSchema = z
  .string()
  .max(64)
  .refine((zone) => {
    if (/^UTC([+-]\d{1,2}(:\d\d)?)?$/.test(zone)) return true;
    try {
      return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
    } catch {
      return false;
    }
  }, 'should be an IANA time zone such as "America/New_York", or a fixed offset such as "UTC-3"');

/**
 * A working calendar: durations count open hours only. What starts at or after `cutOff` of a working day starts with the
 * next opening of a later day. Times are wall time in `timeZone`; minutes after midnight once read.
 */
export const CalendarSchema = z
  .strictObject({
    name: ConfigNameSchema.refine((name) => name !== 'elapsed', '"elapsed" is built in; choose another name'),
    version: z.number().int().positive().default(1),
    effectiveFrom: EffectiveFromSchema.optional(),
    timeZone: TimeZoneSchema,
    hours: z.partialRecord(z.enum(WEEKDAYS), DayHoursSchema),
    cutOff: WallTimeSchema.optional(),
    holidays: z.array(z.iso.date()).max(2000).default([]),
  })
  .refine(({ hours }) => Object.values(hours).some((day) => day && day.length > 0), {
    path: ['hours'],
    message: 'no day is ever open',
  });
export type CalendarDefinition = z.output<typeof CalendarSchema>;
