/** Under which the limit is on the server. */
export const limitName = 'survey';

/** Before the keys of the counters there. */
export const countersPrefix = 'survey';
