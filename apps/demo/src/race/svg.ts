/** A piece of an SVG, escaped. */
export type Svg = string & { readonly __svg: unique symbol };

/** Colours by the reader's theme, wherever the file is shown. Bars have colours of their own that go with both. */
const style = `
svg { color: #1f2328; font: 12px system-ui, sans-serif; }
text { fill: currentColor; }
.background { fill: #ffffff; }
.title { font-size: 16px; font-weight: bold; }
.job { font-size: 13px; font-weight: bold; }
.grid { stroke: #88888855; }
.one-lane { stroke: currentColor; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
  svg { color: #e6edf3; }
  .background { fill: #0d1117; }
}
`;

export interface ImageOptions {
  /** Both for screen readers. */
  readonly title: string;
  readonly description: string;
  /** Of what is drawn, within the margin. */
  readonly width: number;
  readonly height: number;
  readonly margin: number;
}

/** A whole file, in both themes. */
export function image({ title, description, width, height, margin }: ImageOptions, content: Svg[]): Svg {
  const [fullWidth, fullHeight] = [width + 2 * margin, height + 2 * margin];
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width: fullWidth,
    height: fullHeight,
    viewBox: `0 0 ${fullWidth} ${fullHeight}`,
    role: 'img',
  };
  return element('svg', attributes, [
    element('title', {}, [escapeXml(title)]),
    element('desc', {}, [escapeXml(description)]),
    element('style', {}, [style as Svg]),
    element('rect', { class: 'background', width: '100%', height: '100%' }),
    element('g', { transform: `translate(${margin} ${margin})` }, content),
  ]);
}

export function text(attributes: Readonly<Record<string, string | number>>, content: string): Svg {
  return element('text', attributes, [escapeXml(content)]);
}

export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly Svg[] = [],
): Svg {
  const written = Object.entries(attributes).map(([key, value]) => {
    const rounded = typeof value === 'number' ? Number(value.toFixed(2)) : value;
    return ` ${key}="${escapeXml(String(rounded))}"`;
  });
  return `<${name}${written.join('')}>${content.join('')}</${name}>` as Svg;
}

function escapeXml(plain: string): Svg {
  return plain
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;') as Svg;
}
