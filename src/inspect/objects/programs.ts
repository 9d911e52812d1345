// What the programs of a trace read: samplers, images and blocks as their sources declare them, joined with the locations,
// units and binding points that the program set. Sources are text that nobody compiled here: declarations inside
// #if are taken as if they were there, so a set may be larger than what the driver uses, never smaller.

/** Texture target by sampler type, without its leading i or u and a trailing Shadow. */
const TARGET_OF_SAMPLER: Readonly<Record<string, number>> = {
  '1D': 0x0de0,
  '2D': 0x0de1,
  '3D': 0x806f,
  Cube: 0x8513,
  '2DRect': 0x84f5,
  '1DArray': 0x8c18,
  '2DArray': 0x8c1a,
  CubeArray: 0x9009,
  Buffer: 0x8c2a,
  '2DMS': 0x9100,
  '2DMSArray': 0x9102,
};

export interface SamplerUse {
  readonly name: string;
  readonly target: number;
  /** Units of its elements. */
  readonly units: number[];
}

interface Block {
  readonly name: string;
  readonly kind: 'uniform' | 'buffer';
  readonly readOnly: boolean;
  binding: number;
}

function integerOf(layout: string | undefined, key: string): number | undefined {
  const match = layout && new RegExp(`\\b${key}\\s*=\\s*(\\d+)`).exec(layout);
  return match ? Number(match[1]) : undefined;
}

/** One program: its shaders, and what their sources declare. */
export class TrackedProgram {
  readonly shaders = new Set<number>();
  samplers = new Map<string, SamplerUse>();
  images = new Map<string, SamplerUse>();
  blocks = new Map<string, Block>();
  /** Binding points set for blocks whose name the trace does not tell. */
  readonly extraUniformBindings = new Set<number>();
  hasAtomicCounters = false;
  /** There was no source to read: every binding may be used. */
  opaque = true;
  readonly #locations = new Map<number, { readonly name: string; readonly element: number }>();
  readonly #blockIndices = new Map<number, string>();

  link(sources: readonly string[]): void {
    this.samplers = new Map();
    this.images = new Map();
    this.blocks = new Map();
    this.#locations.clear();
    this.hasAtomicCounters = false;
    this.opaque = sources.length === 0 || sources.some(source => source === '');
    for (const source of sources) this.#read(source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' '));
  }

  #read(source: string): void {
    const declaration =
      /(?:layout\s*\(([^)]*)\)\s*)?\buniform\s+(?:(?:highp|mediump|lowp|readonly|writeonly|coherent|volatile|restrict|layout\s*\([^)]*\))\s+)*[iu]?(sampler|image)(\w+?)(?:Shadow)?\s+([^;]+);/g;
    for (const [, layout, kind, type, names] of source.matchAll(declaration)) {
      for (const part of names!.split(',')) {
        const match = /^\s*(\w+)\s*(?:\[\s*(\d+)\s*\])?/.exec(part);
        if (!match) continue;
        const [, name = '', count] = match;
        const first = integerOf(layout, 'binding') ?? 0;
        const length = count === undefined ? 1 : Math.min(Number(count), 256);
        const units = Array.from({ length }, (_, i) => (integerOf(layout, 'binding') === undefined ? 0 : first + i));
        (kind === 'sampler' ? this.samplers : this.images).set(name, { name, target: TARGET_OF_SAMPLER[type!] ?? 0, units });
        const location = integerOf(layout, 'location');
        if (location !== undefined) for (let i = 0; i < length; i++) this.#locations.set(location + i, { name, element: i });
      }
    }
    // samplers in structures: their names are not followed
    if (/struct\s+\w*\s*\{[^}]*\bsampler/.test(source)) this.opaque = true;
    const block =
      /(?:layout\s*\(([^)]*)\)\s*)?((?:\b(?:readonly|writeonly|coherent|restrict|volatile)\s+)*)\b(uniform|buffer)\s+(\w+)\s*\{/g;
    for (const [, layout, qualifiers = '', kind, name = ''] of source.matchAll(block)) {
      const readOnly = qualifiers.includes('readonly');
      this.blocks.set(name, { name, kind: kind as Block['kind'], readOnly, binding: integerOf(layout, 'binding') ?? 0 });
    }
    if (/\batomic_uint\b/.test(source)) this.hasAtomicCounters = true;
  }

  /** An answer of glGetUniformLocation. */
  learnLocation(text: string, location: number): void {
    const match = /^(\w+)(?:\[(\d+)\])?$/.exec(text);
    if (!match) return;
    const [, name = '', index] = match;
    const sampler = this.samplers.get(name) ?? this.images.get(name);
    if (!sampler) return;
    if (location < 0) {
      if (index === undefined) {
        // the linker threw it away
        this.samplers.delete(name);
        this.images.delete(name);
      }
      return;
    }
    const from = index === undefined ? 0 : Number(index);
    for (let i = from; i < sampler.units.length; i++) this.#locations.set(location + i - from, { name, element: i });
  }

  setUniforms(location: number, values: readonly number[]): void {
    values.forEach((value, i) => {
      const place = this.#locations.get(location + i);
      const use = place && (this.samplers.get(place.name) ?? this.images.get(place.name));
      if (use) use.units[place.element] = value;
    });
  }

  learnBlock(name: string, index: number): void {
    this.#blockIndices.set(index, name);
  }

  bindBlock(index: number, binding: number): void {
    const block = this.blocks.get(this.#blockIndices.get(index) ?? '');
    if (block) block.binding = binding;
    else this.extraUniformBindings.add(binding);
  }

  /** Whether a draw with it reads (or writes) the buffer at an indexed binding point. */
  usesBinding(kind: 'uniform' | 'buffer' | 'atomic', binding: number): boolean {
    if (this.opaque) return true;
    if (kind === 'atomic') return this.hasAtomicCounters;
    if (kind === 'uniform' && this.extraUniformBindings.has(binding)) return true;
    return [...this.blocks.values()].some(block => block.kind === kind && block.binding === binding);
  }
  /** Whether it may write the storage buffer at a binding point. */
  writesBinding(binding: number): boolean {
    const blocks = [...this.blocks.values()].filter(block => block.kind === 'buffer' && block.binding === binding);
    return this.opaque || blocks.some(({ readOnly }) => !readOnly);
  }
}
