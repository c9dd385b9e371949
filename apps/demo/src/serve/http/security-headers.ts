import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** The page brings all that it needs, and no other page may show it or speak through it. */
export async function addSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    // It speaks plain HTTP, on loopback unless told otherwise.
    strictTransportSecurity: false,
  });
}
