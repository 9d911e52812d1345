// Pages that consist of one file: text, pictures and style in it, nothing loaded from elsewhere.

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --minus: #b3570022; --plus: #0b62a822; }
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
pre, code, td.code { font: 12px/1.5 ui-monospace, monospace; }
pre { border: 1px solid var(--line); padding: .6rem; overflow-x: auto; }
pre .minus { background: var(--minus); display: block; } pre .plus { background: var(--plus); display: block; }
table { border-collapse: collapse; } td, th { border-bottom: 1px solid var(--line); padding: .2rem .6rem; text-align: left; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; } figure { margin: 0; } figcaption { font-size: 12px; }
img { image-rendering: pixelated; max-width: 100%; border: 1px solid var(--line); }
`;

/** A whole page; `body` is HTML already. */
export function htmlPage(title: string, body: string): string {
  return `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>\n<body><h1>${escapeHtml(title)}</h1>\n${body}\n</body></html>\n`;
}

export function htmlPicture(png: Uint8Array, caption: string): string {
  return `<figure><img alt="${escapeHtml(caption)}" src="data:image/png;base64,${Buffer.from(png).toString('base64')}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

/** Cells are text; numbers stand to the right. */
export function htmlTable(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const head = titles.map(title => `<th>${escapeHtml(title)}</th>`).join('');
  const cell = (value: string | number) =>
    typeof value === 'number' ? `<td class="number">${value}</td>` : `<td class="code">${escapeHtml(value)}</td>`;
  return `<table><tr>${head}</tr>\n${rows.map(row => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</table>`;
}
