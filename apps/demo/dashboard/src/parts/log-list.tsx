import { formatClock } from '../format.ts';
import { log } from '../live/store.ts';
import { Card } from './card.tsx';

/** The newest entry first; screen readers are told each as it comes. */
export function LogList() {
  return (
    <Card id="log" title="Log">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <div class="log" role="log" aria-labelledby="log-title" tabIndex={0}>
        {log.value.toReversed().map(({ id, time, level, source, message }) => (
          <p key={id} class={`entry entry-${level}`}>
            <time dateTime={new Date(time).toISOString()}>{formatClock(time)}</time>
            <span class="entry-level">{level}</span>
            <span class="entry-source">{source}</span>
            <span class="entry-message">{message}</span>
          </p>
        ))}
      </div>
    </Card>
  );
}
