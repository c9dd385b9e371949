import type { ComponentChildren } from 'preact';

interface CardProps {
  readonly id: string;
  readonly title: string;
  /** One line under the title. */
  readonly hint?: ComponentChildren;
  /** At the right of the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A titled part of the page, and a landmark of that name. */
export function Card({ id, title, hint, aside, children }: CardProps) {
  return (
    <section class={`card card-${id}`} aria-labelledby={`${id}-title`}>
      <div class="card-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {aside}
      </div>
      {hint && <p class="hint">{hint}</p>}
      {children}
    </section>
  );
}
