import fastify from 'fastify';
import { expect, it } from 'vitest';
import { addSecurityHeaders } from '../../src/serve/http/security-headers.ts';

it('lets no other page show the service, nor lets its page load anything from elsewhere', async () => {
  const app = fastify();
  await addSecurityHeaders(app);
  app.get('/', async () => 'here');
  for (const url of ['/', '/nowhere']) {
    expect((await app.inject(url)).headers).toMatchObject({
      'content-security-policy':
        "default-src 'self';frame-ancestors 'none';base-uri 'none';form-action 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
  }
});
