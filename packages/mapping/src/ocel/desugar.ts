import { type EventNode, EventNodeSchema } from '../language/event.ts';
import type { MappingNode, OcelNode } from '../language/mapping.ts';

const isType = (type: string) => ({ field: 'type', equals: type });

/** Keys and objects that every event of a log gets, by the types of its objects. */
const references = (objects: OcelNode['objects']) => {
  const entries = Object.entries(objects);
  return {
    keys: entries.flatMap(([type, { namespace, scope }]) =>
      namespace === undefined
        ? []
        : [
            {
              each: 'objects',
              when: isType(type),
              namespace,
              value: '{id}',
              ...(scope === undefined ? {} : { scope }),
            },
          ],
    ),
    objects: entries.flatMap(([type, { object }]) =>
      object === undefined
        ? []
        : [{ each: 'objects', when: isType(type), type: object, id: '{id}', qualifier: '{qualifier}' }],
    ),
  };
};

/**
 * What `ocel:` stands for in the rest of the language: one event per activity, keys and objects per object type, an
 * ignored activity skipped and an unlisted one a dead letter. Rows are those of `ocelRows`.
 */
export const desugarOcel = (mapping: MappingNode): MappingNode => {
  const { ocel, ...rest } = mapping;
  if (!ocel) return mapping;
  const shared = references(ocel.objects);
  const events = Object.entries(ocel.activities).map(([activity, meaning]): EventNode => {
    const said = typeof meaning === 'string' ? { type: meaning } : meaning;
    const condition = { field: 'activity', equals: activity };
    return EventNodeSchema.parse({
      id: 'event/{id}',
      time: '{time}',
      ...said,
      when: said.when === undefined ? condition : [condition, ...[said.when].flat()],
    });
  });
  const ignored = ocel.ignore?.length
    ? [{ when: { field: 'activity', in: ocel.ignore }, reason: 'ignored-activity' }]
    : [];
  return {
    ...rest,
    otherwise: rest.otherwise ?? 'dead-letter',
    skip: [...(rest.skip ?? []), ...ignored],
    defaults: {
      ...rest.defaults,
      keys: [...shared.keys, ...(rest.defaults?.keys ?? [])],
      objects: [...shared.objects, ...(rest.defaults?.objects ?? [])],
      attributes: { activity: '{activity}', ...rest.defaults?.attributes },
    },
    events: [...events, ...(rest.events ?? [])],
  };
};
