import { parentPort } from 'node:worker_threads';
import { segment } from './segment.ts';

parentPort?.on('message', (text: string) => parentPort?.postMessage(segment(text)));
