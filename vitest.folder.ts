// In a run of several packages each test finds itself in the folder of its own, as in a run of that package alone.
import { isMainThread } from 'node:worker_threads';

const { PYLOOM_TEST_FOLDER: folder } = process.env;
if (folder && isMainThread) process.chdir(folder);
