/** Colours by the reader's theme, wherever the file is shown. Bars have colours of their own that go with both. */
const style = `
svg { color: #1f2328; }
@media (prefers-color-scheme: dark) {
  svg { color: #e6edf3; }
  svg > rect:first-of-type { fill: #0d1117; }
}
`;

/** Adds the two themes, and a title and a description for screen readers. */
export function makeReadable(svg: string, title: string, description: string): string {
  const head = `<title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc><style>${style}</style>`;
  return svg.replace(/<svg ([^>]*)>/, (_, attributes) => `<svg ${attributes} role="img">${head}`);
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
