import { createPython } from '@pyloom/client';

export const dynamic = 'force-dynamic';

// One client for all requests. `next dev` loads this file again whenever it changes; what is global stays.
globalThis.python ??= createPython({ sysPath: ['python'] });

export async function GET(request) {
  const py = await globalThis.python;
  const amount = Number(new URL(request.url).searchParams.get('amount'));
  return Response.json(await py.call('prices', 'with_tax', [[amount]]));
}
