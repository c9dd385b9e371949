import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { control } from '../live/control.ts';
import { latest } from '../live/store.ts';
import { Card } from './card.tsx';
import { Slider } from './slider.tsx';

const mostClients = 64;
/** A slider passes over many values on its way. */
const settleMs = 120;

/** The limit of the semaphore, and load to try it with. */
export function Controls() {
  const problem = useSignal('');
  const wantedLimit = useWanted(latest.value?.permits.max);
  const wantedClients = useSignal<number | undefined>(undefined);
  const running = (latest.value?.loadClients ?? 0) > 0;
  const limit = wantedLimit.value ?? 1;
  const clients = wantedClients.value ?? (latest.value?.loadClients || Math.min(mostClients, limit * 2));
  const timers = useRef<Partial<Record<'limit' | 'load', number>>>({});

  function send(what: 'limit' | 'load', body: object): void {
    clearTimeout(timers.current[what]);
    timers.current[what] = window.setTimeout(() => {
      control(what, body).then(
        () => {
          problem.value = '';
        },
        (error: Error) => {
          problem.value = error.message;
        },
      );
    }, settleMs);
  }

  return (
    <Card id="controls" title="Controls">
      <Slider
        id="limit"
        label="Limit"
        unit={limit === 1 ? 'permit' : 'permits'}
        hint="Requests that Python works on at once. Whoever comes when all permits are in use gets a 503."
        min={1}
        max={Math.max(16, limit)}
        value={limit}
        onInput={(max) => {
          wantedLimit.set(max);
          send('limit', { max });
        }}
      />
      <Slider
        id="clients"
        label="Load"
        unit={clients === 1 ? 'client' : 'clients'}
        hint="Each sends one request after the other, over HTTP. One that got a 503 comes back a tenth of a second later."
        min={1}
        max={mostClients}
        value={clients}
        onInput={(value) => {
          wantedClients.value = value;
          if (running) send('load', { clients: value });
        }}
      />
      <button
        type="button"
        class={running ? 'primary stop' : 'primary'}
        onClick={() => send('load', { clients: running ? 0 : clients })}
      >
        {running ? 'Stop the load' : 'Start the load'}
      </button>
      <p class="problem" role="alert">
        {problem.value}
      </p>
    </Card>
  );
}

/** What the service has, unless the reader has just asked for something else. */
function useWanted(actual: number | undefined) {
  const wanted = useSignal<{ value: number; until: number } | undefined>(undefined);
  const fresh = wanted.value !== undefined && Date.now() < wanted.value.until;
  return {
    value: fresh ? wanted.value?.value : actual,
    set(value: number) {
      wanted.value = { value, until: Date.now() + 1000 };
    },
  };
}
