import { Controller, Header, Inject } from '@nestjs/common';
import {
  type AttributeValues,
  BUILT_IN_NAMESPACES,
  type Catalog,
  CLOCK_STATES,
  CONTRACT_VERSION,
  DOCUMENT_TYPES,
  ERROR_CLASSES,
  EVENT_TYPES,
  FINAL_PROGRESS,
  HEALTH,
  isEventType,
  isStanding,
  jsonSchemaOf,
  KEY_ROLES,
  LIFE_ROOTS,
  OBJECT_TYPES,
  OUTCOMES,
  PROGRESS,
  PROMISE_KINDS,
  ROLES,
  ROUTES,
  type RouteInput,
  rankOf,
  SYSTEM_KINDS,
} from '@throughline/contracts';
import { attributeNames, attributeValues, sourceExtents } from '@throughline/store/orders';
import { type Caller, From } from '../http/caller.ts';
import { Endpoint } from '../http/endpoint.ts';
import { Input } from '../http/input.ts';
import { notFound } from '../http/problem.ts';
import { WorldsService } from '../lifecycle/worlds.service.ts';
import { OPTIONS, type Options } from '../ports.ts';

type Declared = Omit<Catalog['namespaces'][number], 'declared'>;

/** The words of the product and the contracts of its events. */
@Controller()
export class CatalogController {
  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(WorldsService) private readonly worlds: WorldsService,
  ) {}

  @Endpoint(ROUTES.getCatalog)
  async catalog(@From() { workspace }: Caller): Promise<Catalog> {
    const { clickhouse, postgres } = this.options.store;
    const [attributes, sources, declared] = await Promise.all([
      attributeNames(clickhouse, workspace),
      sourceExtents(clickhouse, workspace),
      postgres.query<Declared>(
        'SELECT namespace, role, scoped, valid_days, label FROM key_namespaces WHERE workspace = $1 ORDER BY namespace',
        [workspace],
      ),
    ]);
    return {
      contractVersion: CONTRACT_VERSION,
      eventTypes: EVENT_TYPES.map((type) => ({
        type,
        domain: type.split('.')[0] ?? type,
        rank: rankOf(type),
        standing: isStanding(type),
        contract: `/contracts/${type}/${CONTRACT_VERSION}.json`,
      })),
      namespaces: [
        ...BUILT_IN_NAMESPACES.map((each) => ({ ...each, declared: 'built-in' as const })),
        ...declared.map((each) => ({ ...each, declared: 'workspace' as const })),
      ],
      attributes,
      systems: [...SYSTEM_KINDS],
      sources: sources.map(({ source }) => source),
      objectTypes: [...OBJECT_TYPES],
      lifeRoots: [...LIFE_ROOTS],
      keyRoles: [...KEY_ROLES],
      progress: [...PROGRESS],
      finalProgress: [...FINAL_PROGRESS],
      health: [...HEALTH],
      clockStates: [...CLOCK_STATES],
      outcomes: [...OUTCOMES],
      errorClasses: [...ERROR_CLASSES],
      documentTypes: [...DOCUMENT_TYPES],
      promiseKinds: [...PROMISE_KINDS],
      roles: [...ROLES],
    };
  }

  @Endpoint(ROUTES.getAttributeValues)
  async values(
    @Input() { params }: RouteInput<typeof ROUTES.getAttributeValues>,
    @From() { workspace }: Caller,
  ): Promise<AttributeValues> {
    const world = await this.worlds.world(workspace);
    return {
      name: params.name,
      values: await attributeValues(this.options.store.clickhouse, world, params.name),
    };
  }

  @Endpoint(ROUTES.getContract)
  @Header('content-type', 'application/schema+json; charset=utf-8')
  contract(@Input() { params }: RouteInput<typeof ROUTES.getContract>): string {
    const { type, version } = params;
    if (!isEventType(type) || version !== `${CONTRACT_VERSION}.json`) {
      throw notFound(
        `There is no contract ${type}, version ${version.replace('.json', '')}.`,
        `Versions are 1 to ${CONTRACT_VERSION}; GET /api/v1/catalog lists the types.`,
      );
    }
    return JSON.stringify(jsonSchemaOf(type));
  }
}
