// YUV4MPEG2 streams: what every video encoder reads from a pipe. Colours by BT.601, as players take such streams without
// further words; 4:4:4, so that nothing is lost to chroma subsampling.

/** The head of a stream. `rate`: frames a second as a fraction. */
export function y4mHeader(width: number, height: number, rate: readonly [number, number]): string {
  return `YUV4MPEG2 W${width} H${height} F${rate[0]}:${rate[1]} Ip A1:1 C444\n`;
}

/** One frame from RGBA rows, placed at the top left of width × height; the rest is black, what does not fit is cut. */
export function y4mFrame(
  picture: { readonly width: number; readonly height: number; readonly data: Uint8Array },
  width: number,
  height: number,
): Uint8Array {
  const head = new TextEncoder().encode('FRAME\n');
  const plane = width * height;
  const out = new Uint8Array(head.length + plane * 3);
  out.set(head);
  const [luma, blue, red] = [head.length, head.length + plane, head.length + 2 * plane];
  out.fill(16, luma, blue);
  out.fill(128, blue);
  for (let y = 0; y < Math.min(height, picture.height); y++)
    for (let x = 0; x < Math.min(width, picture.width); x++) {
      const from = (y * picture.width + x) * 4;
      const [r, g, b] = [picture.data[from]!, picture.data[from + 1]!, picture.data[from + 2]!];
      const at = y * width + x;
      // ITU-R BT.601, 8 bits: luma 16 to 235, chroma 16 to 240
      out[luma + at] = 16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255 + 0.5;
      out[blue + at] = 128 + (-37.797 * r - 74.203 * g + 112 * b) / 255 + 0.5;
      out[red + at] = 128 + (112 * r - 93.786 * g - 18.214 * b) / 255 + 0.5;
    }
  return out;
}
