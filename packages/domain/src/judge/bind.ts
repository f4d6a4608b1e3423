import type { CalendarDefinition, Profile, Rule } from '@throughline/contracts';
import { type Calendars, calendarsOf } from '../calendar/calendar.ts';
import { type Profiles, profilesOf } from '../profiles/profile.ts';
import { succession } from '../versions.ts';

/** A rule ready to judge: its versions in succession, with the calendars and profiles that they name. */
export type BoundRule = {
  name: string;
  versions: readonly { from: number; until: number; value: Rule }[];
  calendars: Calendars;
  profiles: Profiles;
};

/** Calendars and profiles of a workspace, ready to be named by rules; every version of each. */
export type Configuration = { calendars: Calendars; profiles: Profiles };

/** Configuration from what was read of the folders; work it out once, not per object. */
export const configurationOf = (
  calendars: readonly CalendarDefinition[],
  profiles: readonly Profile[],
): Configuration => ({ calendars: calendarsOf(calendars), profiles: profilesOf(profiles) });

/** Binds all versions of one rule; a name that the configuration lacks is an error that says where and what to do. */
export const bindRule = (versions: readonly Rule[], configuration: Configuration): BoundRule => {
  const [one] = versions;
  if (!one) throw new Error('a rule needs at least one version');
  for (const { name, version, calendar } of versions) {
    if (name !== one.name) throw new Error(`"${name}" and "${one.name}" are two rules, not versions of one`);
    try {
      configuration.calendars(calendar, 0);
    } catch (error) {
      throw new Error(`rules/${name}/rule.yaml, version ${version}, /calendar: ${(error as Error).message}`);
    }
  }
  return { name: one.name, versions: succession(versions), ...configuration };
};
