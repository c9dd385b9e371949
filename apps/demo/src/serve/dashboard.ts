import { existsSync } from 'node:fs';
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { dashboardFolder } from '../built-files.ts';
import { DemoError } from '../failure.ts';
import type { Act } from '../tour/act.ts';

/** The page, at `/`, and the acts of the tour that it shows. */
export async function addDashboard(app: FastifyInstance, acts: readonly Act[]): Promise<void> {
  if (!existsSync(join(dashboardFolder, 'index.html'))) {
    throw new DemoError(`the page is not built: ${dashboardFolder} is missing; run npm run build`);
  }
  // No wildcard: what is there when the service starts is all there is, and the rest gets the usual answers.
  await app.register(files, { root: dashboardFolder, wildcard: false, cacheControl: true, maxAge: 0 });
  app.get('/acts', async () => acts.map(({ id, title, text, source }) => ({ id, title, text, source })));
}
