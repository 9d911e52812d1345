// How the reviewed lists of extensions are written: names by vendor.

/** `VENDOR: word word …` lines to `GL_VENDOR_word`. */
export function names(text: string): string[] {
  const list: string[] = [];
  let vendor = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (word.endsWith(':')) vendor = word.slice(0, -1);
    else list.push(`GL_${vendor}_${word}`);
  }
  return list;
}
