import { Act } from './act.ts';

/** The tour, in its order. */
export const acts: readonly Act[] = [
  {
    id: 'modes',
    title: 'Execution modes',
    text: 'How calls run side by side depends on the Python that is loaded: without a GIL, with a GIL for each sub-interpreter, or with one GIL for all. pyloom takes the most parallel mode there is, and says why.',
  },
  {
    id: 'parallel',
    title: 'Many calls at once',
    text: 'parallel() spreads calls over all lanes and gives an outcome for each, in order. How much faster that is than one after the other is what the mode and the CPUs of this machine make of it.',
  },
  {
    id: 'overload',
    title: 'The semaphore sheds load',
    text: 'Every call takes a permit first. When none is left, a client that would rather not queue gets an OverloadedError at once, which a service turns into a 503.',
  },
  {
    id: 'limit',
    title: 'Another limit, while busy',
    text: 'The limit is a setting that takes effect at once: raising it lets waiting calls in, lowering it throws nobody out.',
  },
  {
    id: 'state',
    title: 'State that all interpreters share',
    text: 'Interpreters share no objects, but they all reach one store, without going through JavaScript. Its counters are atomic: none of the increments below may be lost.',
  },
  {
    id: 'callbacks',
    title: 'Python calls JavaScript',
    text: 'Python calls functions of JavaScript as if they were its own, from the methods of a class too; async ones are awaited meanwhile without the GIL. Errors cross in both directions and stay what they are.',
  },
  {
    id: 'fibonacci',
    title: 'Fibonacci with a memory',
    text: 'Python asks JavaScript for the smaller numbers, and JavaScript remembers those that it has already had from Python. The calls nest, and integers may be of any size.',
  },
  {
    id: 'nesting',
    title: 'Ten levels deep',
    text: 'Python calls JavaScript, which calls Python, and so on. However deep it goes it is one chain: it holds a single permit, so it cannot run out of them.',
  },
  {
    id: 'asyncio',
    title: 'Coroutines and streams',
    text: 'Coroutines wait together on a few event loops, so a thousand calls take little longer than one. An async generator becomes a stream, pulled as fast as it is read and closed when the reader leaves.',
  },
  {
    id: 'memory',
    title: 'Memory and load in figures',
    text: 'What each interpreter holds, what its garbage collector found, and what the lanes have done so far.',
  },
].map((facts) => new Act(facts));
