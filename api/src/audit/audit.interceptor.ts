import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { Route } from '@throughline/contracts';
import type { FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import { callerOf } from '../http/caller.ts';
import { ROUTE } from '../http/endpoint.ts';
import { AuditService } from './audit.service.ts';

/**
 * Writes to the audit what a person did or opened on purpose, before the answer leaves: nothing that cannot be audited
 * is given out. Bodies of audited routes hold no secret.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(@Inject(AuditService) private readonly audit: AuditService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = Reflect.getMetadata(ROUTE, context.getHandler()) as Route;
    if (route.method === 'GET' && !route.audited) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = callerOf(request);
    if (!caller) return next.handle();
    const subject = request.url.split('?')[0] ?? '';
    const detail = request.body === undefined ? '' : JSON.stringify(request.body);
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        await this.audit.append(caller, `${route.method} ${route.path}`, subject, detail);
        return answer;
      }),
    );
  }
}
