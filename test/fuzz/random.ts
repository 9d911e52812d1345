// Numbers that look random and are the same for a seed each time.

const EDGES = [0, 1, 2, 3, 4, 7, 8, 16, 0x7f, 0xff, 0x100, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffff00, 0xfffffff0];

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed, 2654435761) + 12345) >>> 0 || 1;
    for (let i = 0; i < 5; i++) this.next();
  }

  /** 32 bits. */
  next(): number {
    let x = this.#state;
    x = (x ^ (x << 13)) >>> 0;
    x ^= x >>> 17;
    x = (x ^ (x << 5)) >>> 0;
    this.#state = x;
    return x;
  }

  /** 0 to `end` - 1; 0 where there is none. */
  below(end: number): number {
    return end <= 0 ? 0 : this.next() % end;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  /** 32 bits, often where sizes and counts go wrong. The last values before 2^32 are the wire's marks for kinds of data. */
  word(): number {
    return this.pick([...EDGES, 0xfffffffc, 0xfffffffd, 0xfffffffe, 0xffffffff, this.next(), this.below(100), this.below(5000)]);
  }
}
