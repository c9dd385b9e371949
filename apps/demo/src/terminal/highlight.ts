import { common, createLowlight } from 'lowlight';
import type { Colours } from './colours.ts';

const lowlight = createLowlight(common);
type Node = ReturnType<typeof lowlight.highlight>['children'][number];

/**
 * JavaScript in colour; what stands between backticks on lines of its own is Python, and coloured as such. Without colours
 * it is the source as it was.
 */
export function highlightCode(source: string, colours: Colours): string {
  return source
    .split(pythonTemplate)
    .map((piece, index) => {
      if (index % 2 === 0) return highlight('javascript', piece, colours);
      return colours.green('`') + highlight('python', piece.slice(1, -1), colours) + colours.green('`');
    })
    .join('');
}

/** `split` puts what the group holds, backticks included, at every second place. */
const pythonTemplate = /(`\n[^`]+\n`)/;

function highlight(language: string, code: string, colours: Colours): string {
  const { children } = lowlight.highlight(language, code);
  return children.map((node) => paint(node, colours)).join('');
}

function paint(node: Node, colours: Colours, colour: (text: string) => string = String): string {
  if (node.type === 'text') return eachLine(node.value, colour);
  if (node.type !== 'element') return '';
  const inner = colourOf(node.properties.className, colours) ?? colour;
  return node.children.map((child) => paint(child, colours, inner)).join('');
}

/** A line that is printed behind a margin must not carry the colour of the one before into it. */
function eachLine(text: string, colour: (text: string) => string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : colour(line)))
    .join('\n');
}

function colourOf(className: unknown, colours: Colours): ((text: string) => string) | undefined {
  const [kind] = Array.isArray(className) ? className : [];
  switch (kind) {
    case 'hljs-comment':
    case 'hljs-meta':
      return colours.dim;
    case 'hljs-keyword':
      return colours.magenta;
    case 'hljs-string':
      return colours.green;
    case 'hljs-number':
    case 'hljs-literal':
      return colours.yellow;
    case 'hljs-title':
      return colours.blue;
    case 'hljs-built_in':
      return colours.cyan;
    // What is put into a string is code again.
    case 'hljs-subst':
      return String;
    default:
      return undefined;
  }
}
