/** Numbers from 0 to 1 that look random and are the same each time. */
export function* randomNumbers(seed: number): Generator<number, never> {
  for (let x = seed >>> 0; ; ) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    yield x / 2 ** 32;
  }
}
