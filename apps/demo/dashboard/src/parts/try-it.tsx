import { useSignal } from '@preact/signals';
import type { Findings } from '../../../src/serve/analyse/findings.ts';
import { detailOf } from '../live/control.ts';
import { Card } from './card.tsx';

const example = `class Loom:
    """Weaves warp and weft."""

    def weave(self, threads):
        for thread in threads:
            if thread.is_ready():
                yield thread.cross()
`;

/** The service's own task, on whatever the reader has at hand. */
export function TryIt() {
  const text = useSignal(example);
  const kind = useSignal('text/x-python');
  const answer = useSignal<{ status: string; files: readonly Findings[] } | undefined>(undefined);

  async function send(body: string | FormData): Promise<void> {
    const headers = typeof body === 'string' ? { 'content-type': kind.value } : undefined;
    const start = performance.now();
    try {
      const response = await fetch('/analyse', { method: 'POST', headers, body });
      const took = `${response.status} after ${(performance.now() - start).toFixed()} ms`;
      if (response.ok) answer.value = { status: took, files: (await response.json()).files };
      else answer.value = { status: `${took}: ${await detailOf(response)}`, files: [] };
    } catch {
      answer.value = { status: 'The service cannot be reached.', files: [] };
    }
  }

  return (
    <Card id="try" title="Try it" hint="Python parses what you send, or counts its words. It never runs it.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send(text.value);
        }}
      >
        <label class="hidden" for="try-text">
          Source or text to analyse
        </label>
        <textarea
          id="try-text"
          rows={8}
          spellcheck={false}
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
        <div class="try-actions">
          <label class="hidden" for="try-kind">
            What it is
          </label>
          <select
            id="try-kind"
            value={kind.value}
            onChange={({ currentTarget }) => {
              kind.value = currentTarget.value;
            }}
          >
            <option value="text/x-python">Python source</option>
            <option value="text/plain">Text</option>
          </select>
          <button type="submit" class="primary">
            Analyse
          </button>
          <label class="file">
            or files
            <input
              type="file"
              multiple
              onChange={({ currentTarget }) => {
                const form = new FormData();
                for (const file of currentTarget.files ?? []) form.append('files', file);
                void send(form);
              }}
            />
          </label>
        </div>
      </form>
      <div class="answer" role="status">
        {answer.value && <p class="answer-status">{answer.value.status}</p>}
        {answer.value?.files.map((file) => (
          <FileFindings key={file.name} file={file} />
        ))}
      </div>
    </Card>
  );
}

function FileFindings({ file }: { file: Findings }) {
  const { name, kind, ...found } = file;
  return (
    <>
      <p class="answer-name">
        {name}, {kind}
      </p>
      <dl class="findings">
        {Object.entries(found).map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{show(value)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function show(value: Findings[keyof Findings] | unknown): string {
  if (Array.isArray(value)) return value.map(({ word, times }) => `${word} ${times}`).join(', ');
  if (typeof value === 'object' && value !== null)
    return Object.values(value)
      .join(', line ')
      .replace(/, line (\D)/, ', $1');
  return String(value);
}
