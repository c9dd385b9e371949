import { effect } from '@preact/signals';
import type { ActEvent } from '../../../src/serve/control/act-event.ts';
import type { Facts, Frame } from '../../../src/serve/monitor/frame.ts';
import type { LogEntry } from '../../../src/serve/monitor/log.ts';
import { takeActEvent } from './act-store.ts';
import { addEntries, addFrames, connection, facts, frames, log, paused } from './store.ts';

interface Hello {
  readonly facts: Facts;
  readonly history: readonly Frame[];
  readonly log: readonly LogEntry[];
}

/** Who would rather have things stand still sees new figures once a second instead of four times. */
const framesAtOnce = matchMedia('(prefers-reduced-motion: reduce)').matches ? 4 : 1;

/** Listens to the service for as long as the page is open; the browser comes back by itself when the connection is lost. */
export function connect(): void {
  const source = new EventSource('/events');
  let held: Frame[] = [];

  on<Hello>('hello', (hello) => {
    // Another process counts its entries anew.
    const restarted = facts.value !== undefined && facts.value.startedAt !== hello.facts.startedAt;
    if (restarted) log.value = [];
    facts.value = hello.facts;
    frames.value = hello.history;
    held = [];
    addEntries(hello.log);
    connection.value = 'live';
  });
  on<Facts>('facts', (changed) => {
    facts.value = changed;
  });
  on<Frame>('frame', (frame) => {
    held.push(frame);
    if (!paused.value && held.length >= framesAtOnce) showHeld();
  });
  on<LogEntry>('log', (entry) => addEntries([entry]));
  on<ActEvent>('act', takeActEvent);
  source.onerror = () => {
    connection.value = 'lost';
  };
  effect(() => {
    if (!paused.value) showHeld();
  });

  function on<T>(name: string, listener: (data: T) => void): void {
    source.addEventListener(name, ({ data }) => listener(JSON.parse(data)));
  }

  function showHeld(): void {
    if (held.length === 0) return;
    addFrames(held);
    held = [];
  }
}
