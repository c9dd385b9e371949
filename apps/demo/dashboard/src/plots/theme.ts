import { signal } from '@preact/signals';

export interface Colours {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly working: string;
  readonly waiting: string;
  readonly served: string;
  readonly shed: string;
}

/** What is drawn on a canvas takes its colours from the style sheet, and follows it when the scheme changes. */
export const colours = signal<Colours>(readColours());

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  colours.value = readColours();
});

function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: keyof Colours) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: read('ink'),
    muted: read('muted'),
    line: read('line'),
    working: read('working'),
    waiting: read('waiting'),
    served: read('served'),
    shed: read('shed'),
  };
}
