import type { TimePrecision } from '@throughline/contracts';
import { DateTime, FixedOffsetZone, IANAZone, type Zone } from 'luxon';
import type { Compiling, Place } from '../compiling.ts';
import { FaultError, shown } from '../fault.ts';
import type { TimeNode } from '../language/words.ts';
import type { Read } from '../scope.ts';
import { compileValue } from './value.ts';

/** An instant as the source wrote it: UTC milliseconds, precision, and the zone it was written in. */
export type Instant = { at: number; precision: TimePrecision; zone: string; local: DateTime };
export type Time = { field: string; read: Read<Instant | undefined> };

const OFFSET = /^([+-])(\d{2}):?(\d{2})$/;

/** A zone by fixed offset ("-03:00", "UTC") or IANA name; null if there is none of that name. */
export const zoneOf = (name: string): Zone | null => {
  if (/^(Z|UTC)$/i.test(name)) return FixedOffsetZone.utcInstance;
  const offset = OFFSET.exec(name);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    if (minutes > 18 * 60) return null;
    return FixedOffsetZone.instance(offset[1] === '-' ? -minutes : minutes);
  }
  return IANAZone.isValidZone(name) ? IANAZone.create(name) : null;
};

type Parse = (text: string) => DateTime;

const epoch =
  (scale: number, zone: Zone): Parse =>
  (text) =>
    DateTime.fromMillis(/^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Math.floor(Number(text) * scale) : 8.64e15, {
      zone,
    });

/** A zone that the text names itself wins over `zone`. Null: the format cannot be read back. */
const parserOf = (format: string, zone: Zone): Parse | null => {
  if (format === 'iso') {
    // A time without a date would be taken as one of today.
    return (text) =>
      DateTime.fromISO(/^(\d{4}-|\d{8}(T|$))/.test(text) ? text.replace(' ', 'T') : '', {
        zone,
        setZone: true,
      });
  }
  if (format === 'epoch_ms') return epoch(1, zone);
  if (format === 'epoch_s') return epoch(1000, zone);
  const options = { zone, locale: 'en-US', setZone: true };
  const parser = DateTime.buildFormatParser(format, options);
  const parse: Parse = (text) => DateTime.fromFormatParser(text, parser, options);
  const sample = DateTime.utc(2001, 2, 3, 4, 5, 6).toFormat(format, { locale: 'en-US' });
  return parse(sample).isValid && parse(sample).year === 2001 ? parse : null;
};

const zoneText = (time: DateTime): string => {
  if (!time.zone.isUniversal) return time.zoneName ?? 'UTC';
  return time.offset === 0 ? 'UTC' : time.toFormat('ZZ');
};

/** Compiles a time; reading throws `FaultError` when the text is not of the format. */
export const compileTime = (node: TimeNode, place: Place, compiling: Compiling): Time => {
  const parts = typeof node === 'string' ? { value: node } : node;
  const { format = compiling.time.format ?? 'iso', zone: zoneName = compiling.time.zone ?? 'UTC' } = parts;
  const precision = parts.precision ?? compiling.time.precision ?? 'instant';
  const { format: _format, zone: _zone, precision: _precision, ...rest } = parts;
  const value = compileValue(rest, place, compiling);
  const zone = zoneOf(zoneName);
  if (!zone) {
    compiling.fail(
      place,
      `There is no zone ${shown(zoneName)}`,
      'Use an offset ("-03:00") or an IANA name ("Europe/Berlin").',
    );
  }
  const parse = zone && parserOf(format, zone);
  if (zone && !parse) {
    compiling.fail(
      place,
      `Times cannot be read by the format ${shown(format)}`,
      'Use "iso", "epoch_s", "epoch_ms", or tokens that name a whole date, such as "dd.MM.yyyy HH:mm".',
    );
  }
  if (!parse) return { field: value.field, read: () => undefined };
  return {
    field: value.field,
    read: (scope) => {
      const text = value.read(scope);
      if (text === undefined) return undefined;
      const time = parse(text);
      // Beyond these years a time cannot be written as ISO 8601 with four digits.
      if (time.isValid && time.year >= 0 && time.year <= 9999) return settle(time, precision);
      throw new FaultError(
        'bad-time',
        value.field,
        `"${value.field}" holds ${shown(text)}, which is no time of the format "${format}"`,
        'Correct it, or name the right format in the mapping.',
      );
    },
  };
};

const settle = (time: DateTime, precision: TimePrecision): Instant => {
  const start = precision === 'instant' ? time : time.startOf(precision);
  return { at: start.toMillis(), precision, zone: zoneText(time), local: start };
};

/** ISO 8601 text of an instant, UTC. */
export const isoOf = (at: number): string => new Date(at).toISOString();
