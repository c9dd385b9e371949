import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { outcomes, type Playing, playing } from '../live/act-store.ts';
import { control } from '../live/control.ts';
import { Card } from './card.tsx';

interface ActFacts {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly source: string;
}

const marks = { good: '✓', failed: '✗', playing: '…' } as const;
const markWords = { good: 'all checks hold', failed: 'failed', playing: 'playing' } as const;

/** The tour: pieces of code that are run here and now, and check themselves. */
export function Acts() {
  const acts = useSignal<readonly ActFacts[]>([]);
  const chosen = useSignal<string | undefined>(undefined);
  const problem = useSignal('');
  useEffect(() => {
    fetch('/acts')
      .then((response) => response.json())
      .then((list) => {
        acts.value = list;
      })
      .catch((error) => {
        problem.value = String(error);
      });
  }, [acts, problem]);

  const busy = playing.value?.state === 'playing';
  const shown = acts.value.find(({ id }) => id === (chosen.value ?? playing.value?.act)) ?? acts.value[0];
  async function play(act: string): Promise<void> {
    chosen.value = act;
    problem.value = '';
    await control('acts', { act }).catch((error: Error) => {
      problem.value = error.message;
    });
  }

  return (
    <Card
      id="acts"
      title="The tour"
      hint="Ten acts, each a piece of code that runs in this very process and checks its own result."
    >
      <div class="acts">
        <ol class="act-list">
          {acts.value.map(({ id, title }) => (
            <li key={id}>
              <button
                type="button"
                aria-current={shown?.id === id ? 'true' : undefined}
                onClick={() => {
                  chosen.value = id;
                }}
              >
                <span>{title}</span>
                <Mark state={busy && playing.value?.act === id ? 'playing' : outcomes.value[id]} />
              </button>
            </li>
          ))}
        </ol>
        {shown && (
          <div class="act">
            <div class="act-head">
              <h3>{shown.title}</h3>
              <button
                type="button"
                class="primary"
                aria-disabled={busy}
                onClick={() => busy || void play(shown.id)}
              >
                {busy ? 'Playing…' : 'Run this act'}
              </button>
            </div>
            <p class="hint">{shown.text}</p>
            <ActOutput playing={playing.value?.act === shown.id ? playing.value : undefined} />
            <details>
              <summary>Show the code</summary>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
              <pre tabIndex={0}>
                <code>{shown.source}</code>
              </pre>
            </details>
            <p class="problem" role="alert">
              {problem.value}
            </p>
          </div>
        )}
      </div>
    </Card>
  );
}

function Mark({ state }: { state: Playing['state'] | undefined }) {
  if (state === undefined) return null;
  return (
    <span class={`mark mark-${state}`}>
      <span aria-hidden="true">{marks[state]}</span> <span class="hidden">{markWords[state]}</span>
    </span>
  );
}

function ActOutput({ playing }: { playing: Playing | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  const { lines = [], state } = playing ?? {};
  useEffect(() => {
    if (box.current && lines.length > 0) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.length]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div class="act-output" role="log" aria-label="What the act says" tabIndex={0} ref={box}>
      {lines.map(({ text, ok }, index) => (
        <p key={index} class={ok === undefined ? 'line' : ok ? 'line line-good' : 'line line-failed'}>
          {ok !== undefined && <Mark state={ok ? 'good' : 'failed'} />}
          {text}
        </p>
      ))}
      {state === undefined && <p class="line line-none">Not run yet.</p>}
    </div>
  );
}
