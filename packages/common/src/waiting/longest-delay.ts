/** In milliseconds. Node fires a longer delay after 1 ms, with a warning. */
export const longestDelay = 2 ** 31 - 1;
