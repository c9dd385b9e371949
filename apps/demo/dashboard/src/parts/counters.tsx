import { formatLarge } from '../format.ts';
import { latest } from '../live/store.ts';
import { Card } from './card.tsx';

/** What all interpreters add up in the one store. */
export function Counters() {
  const counters = Object.entries(latest.value?.counters ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    <Card
      id="counters"
      title="Shared state"
      hint="Counters that Python adds to from every lane, without a lock of yours."
    >
      {counters.length === 0 ? (
        <p class="hint">Nothing was analysed yet.</p>
      ) : (
        <dl class="counters">
          {counters.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{formatLarge(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}
