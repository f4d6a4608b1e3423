import { Controller, Inject } from '@nestjs/common';
import { type ApiKey, type ApiKeys, type NewApiKey, ROUTES, type RouteInput } from '@throughline/contracts';
import { type Caller, From } from '../http/caller.ts';
import { Endpoint } from '../http/endpoint.ts';
import { Input } from '../http/input.ts';
import { notFound } from '../http/problem.ts';
import { KeysService } from './keys.service.ts';

/** Keys that sources send with. */
@Controller()
export class KeysController {
  constructor(@Inject(KeysService) private readonly keys: KeysService) {}

  @Endpoint(ROUTES.listKeys)
  async list(@From() caller: Caller): Promise<ApiKeys> {
    return { items: await this.keys.list(caller.workspace) };
  }

  @Endpoint(ROUTES.createKey)
  async create(
    @Input() { body }: RouteInput<typeof ROUTES.createKey>,
    @From() caller: Caller,
  ): Promise<NewApiKey> {
    return this.keys.create(caller.workspace, caller.id, body);
  }

  @Endpoint(ROUTES.revokeKey)
  async revoke(
    @Input() { params }: RouteInput<typeof ROUTES.revokeKey>,
    @From() caller: Caller,
  ): Promise<ApiKey> {
    const key = await this.keys.revoke(caller.workspace, params.id);
    if (!key) throw notFound(`No ingest key has the id ${params.id}.`, 'See GET /api/v1/keys.');
    return key;
  }
}
