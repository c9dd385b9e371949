// Figures in a page: between two comments, so that the words around them stay.

/**
 * @param {string} page
 * @param {string} name `<!-- figures: name -->` begins the part, `<!-- end -->` ends it
 * @param {readonly string[]} lines
 * @returns {string} the page with these lines in that part
 */
export function replaceSection(page, name, lines) {
  const begin = `<!-- figures: ${name} -->\n`;
  const from = page.indexOf(begin);
  if (from < 0) throw new Error(`the page has no part "${name}": a line ${begin.trim()} is missing`);
  const to = page.indexOf('<!-- end -->', from);
  if (to < 0) throw new Error(`the part "${name}" has no end: a line <!-- end --> is missing`);
  return `${page.slice(0, from + begin.length)}\n${lines.join('\n').trim()}\n\n${page.slice(to)}`;
}
