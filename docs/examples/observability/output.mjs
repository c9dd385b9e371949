import { createPython } from '@pyloom/client';

const py = await createPython({ stdout: (text) => process.stdout.write(`python says: ${text}`) });

await py.configureLogging({
  level: 'info',
  handler: ({ levelName, logger, message }) => console.log(`${levelName} ${logger}: ${message}`),
});
await py.enableTracing();

await py.exec(`
import logging
from pyloom import Span

def bake(n):
    with Span("bake", loaves=n):
        print("in the oven")
        logging.getLogger("bakery").info("%d loaves", n)
`);
await py.call('__main__', 'bake', [3]);
const [span] = py.getTraces();
console.log(span.name, span.attributes, span.status);

await py.close();
