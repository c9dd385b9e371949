import { createPython } from '@pyloom/client';
import pino from 'pino';

const logger = pino({ base: undefined, timestamp: false });
/** pino's names for Python's levels. */
const levels = { DEBUG: 'debug', INFO: 'info', WARNING: 'warn', ERROR: 'error', CRITICAL: 'fatal' };

const py = await createPython();
await py.configureLogging({
  level: 'info',
  handler: ({ levelName, logger: name, message, function: from }) =>
    logger[levels[levelName] ?? 'info']({ logger: name, from }, message),
});

await py.exec(`
import logging

def bake(loaves):
    logging.getLogger("bakery").warning("only %d loaves", loaves)
`);
await py.call('__main__', 'bake', [3]);

await py.close();
