/** What the page is told as an act is played. */
export type ActEvent =
  | { readonly act: string; readonly phase: 'start' }
  | { readonly act: string; readonly phase: 'line'; readonly text: string; readonly ok?: boolean }
  | { readonly act: string; readonly phase: 'end'; readonly ok: boolean };
