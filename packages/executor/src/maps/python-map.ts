import { LeavableIterator } from '../streams/leavable-iterator';

/**
 * The results of a function for many items, for `for await`. The first `next()` starts it; leaving the loop cancels what runs and
 * closes the iterator of the items. An error of a call, or of that iterator, reaches the loop in its place and ends it likewise.
 */
export class PythonMap<T> extends LeavableIterator<T> {}
