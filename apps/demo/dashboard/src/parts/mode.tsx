import { facts } from '../live/store.ts';

const explanations = {
  free_threaded: 'No GIL: all lanes run Python at the same time, in one interpreter.',
  subinterp: 'Each lane is an interpreter with a GIL of its own, so they run at the same time.',
  multi_executor: 'The lanes share one GIL: they take turns, and overlap while one waits.',
  process:
    'Each lane is a process of its own, so they run at the same time, and one that crashes takes no other along.',
  ray: 'Calls run on the workers of a Ray, on one machine or many.',
} as const;

/** The execution mode, in words, and why it was chosen. */
export function Mode() {
  const { mode, reason, executors, cpus } = facts.value ?? {};
  return (
    <div class="mode">
      <p class="eyebrow" id="mode-label">
        Execution mode
      </p>
      <p class="mode-name" aria-describedby="mode-label">
        {mode ?? '…'}
      </p>
      {mode && (
        <>
          <p>{explanations[mode]}</p>
          <p class="why">
            Why: {reason}. {executors} lanes, {cpus} {cpus === 1 ? 'CPU' : 'CPUs'}.
          </p>
        </>
      )}
    </div>
  );
}
