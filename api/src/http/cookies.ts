import type { FastifyReply, FastifyRequest } from 'fastify';

/** Name of the cookie that carries a session's token. */
export const SESSION_COOKIE = 'throughline_session';

const isHttps = (request: FastifyRequest, origins: readonly string[]): boolean => {
  const forwarded = request.headers['x-forwarded-proto'];
  if (forwarded !== undefined) return forwarded === 'https';
  return request.protocol === 'https' || origins.some((origin) => origin.startsWith('https://'));
};

/** Puts the session's token into the browser until `expiresAt` (epoch ms), out of reach of scripts and other sites. */
export const setSessionCookie = (
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  expiresAt: number,
  origins: readonly string[],
): void => {
  reply.setCookie(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps(request, origins),
    expires: new Date(expiresAt),
  });
};

/** Takes the session's token out of the browser. */
export const clearSessionCookie = (reply: FastifyReply): void => {
  reply.clearCookie(SESSION_COOKIE, { path: '/' });
};
