import type { FastifyInstance } from 'fastify';
import { EventStream, eventStreamHeaders } from './event-stream.ts';
import type { Events } from './events.ts';
import type { Log } from './log.ts';
import type { Monitor } from './monitor.ts';

/** `GET /events`: first all that is known, then everything as it comes. */
export function addEventsRoute(app: FastifyInstance, monitor: Monitor, log: Log, events: Events): void {
  const streams = new Set<EventStream>();

  // By itself Fastify would answer with a stream, which never ends.
  app.head('/events', (_request, reply) => reply.headers(eventStreamHeaders).send());
  app.get('/events', { exposeHeadRoute: false }, (_request, reply) => {
    const stream = new EventStream(reply);
    streams.add(stream);
    let { facts } = monitor;
    stream.send('hello', { facts, history: monitor.history, log: log.entries });
    const leave = [
      monitor.watch((frame) => {
        // A free-threaded Python may get its GIL back, by a module that wants it.
        if (monitor.facts.mode !== facts.mode) {
          facts = monitor.facts;
          stream.send('facts', facts);
        }
        stream.send('frame', frame);
      }),
      log.listen((entry) => stream.send('log', entry)),
      events.listen((name, data) => stream.send(name, data)),
    ];
    stream.onClose(() => {
      streams.delete(stream);
      for (const each of leave) each();
    });
  });

  // They would never end by themselves, and closing waits for all requests.
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.end();
  });
}
