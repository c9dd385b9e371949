/** How JavaScript splits text, for Python to count. */
export interface Segments {
  readonly words: string[];
  readonly characters: number;
  readonly sentences: number;
}

const byWord = new Intl.Segmenter(undefined, { granularity: 'word' });
const byCharacter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const bySentence = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/** Words and sentences as Unicode and the languages see them, not as spaces fall. */
export function segment(text: string): Segments {
  const words = [...byWord.segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
  const sentences = [...bySentence.segment(text)].filter(({ segment }) =>
    /[\p{L}\p{N}]/u.test(segment),
  ).length;
  let characters = 0;
  for (const _ of byCharacter.segment(text)) characters++;
  return { words, characters, sentences };
}
