import { connection, facts, paused } from '../live/store.ts';
import loom from '../loom.svg';

const states = { connecting: 'Connecting', live: 'Live', lost: 'Connection lost, trying again' } as const;

export function Header() {
  const state = connection.value;
  return (
    <header>
      <h1>
        <img src={loom} alt="" width="32" height="32" />
        pyloom <span class="light">at work</span>
      </h1>
      <div class="header-right">
        {facts.value && <span class="python">Python {facts.value.python}</span>}
        <span class={`state state-${state}`} role="status">
          <span class="dot" aria-hidden="true" />
          {states[state]}
        </span>
        <button
          type="button"
          class="quiet"
          aria-pressed={paused.value}
          onClick={() => {
            paused.value = !paused.value;
          }}
        >
          {paused.value ? 'Go on' : 'Pause'}
        </button>
      </div>
    </header>
  );
}
