/** The acts of the tour, which run as they are shown: as far from src/ as from dist/, where this file is built into. */
export const actsFolder = new URL('../acts/', import.meta.url);
