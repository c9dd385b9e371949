// A worker thread that computes until it is told to end: what the event loop bears beside it is the measure for Python lanes.
import { parentPort } from 'node:worker_threads';

parentPort.postMessage('ready');
for (let x = 0; ; x++) Math.sqrt(x);
