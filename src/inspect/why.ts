// Why a draw does not show, or shows the wrong thing: the answer as data, and in words. Pure; src/replay/look/why.ts finds it.

/** What keeps a draw, or what it draws, from being seen. */
export type CauseId =
  | 'call failed'
  | 'incomplete framebuffer'
  | 'no program'
  | 'no vertices'
  | 'no instances'
  | 'too few vertices'
  | 'NaN positions'
  | 'outside the view'
  | 'no area'
  | 'empty viewport'
  | 'viewport outside'
  | 'fragment shader discards'
  | 'rasterizer discard'
  | 'face culling'
  | 'clip plane'
  | 'near or far plane'
  | 'scissor test'
  | 'sample mask'
  | 'sample coverage'
  | 'alpha to coverage'
  | 'alpha test'
  | 'stencil test'
  | 'depth test'
  | 'depth bounds test'
  | 'several tests together'
  | 'no draw buffer'
  | 'colour mask'
  | 'logic operation'
  | 'blending'
  | 'the colour that is there'
  | 'incomplete texture'
  | 'unbound texture'
  | 'feedback loop'
  | 'wrong target'
  | 'nothing to clear'
  | 'depth mask'
  | 'stencil mask'
  | 'depth not cleared'
  | 'stencil not cleared'
  | 'no work groups'
  | 'unbound buffer'
  | 'unbound image'
  | 'covered later'
  | 'not covered'
  | 'unknown';

/** The draw executed again with one thing changed. */
export interface Trial {
  /** What was changed: `glDisable(GL_CULL_FACE)`; '' for the draw as the program made it. */
  readonly change: string;
  /** Samples that passed all tests; null: not counted. */
  readonly samples: number | null;
  /** Pixels of colour that it changed; null: not looked at. */
  readonly pixels: number | null;
  /** GL error that the draw raised; '' = none. */
  readonly error: string;
}

/** A call that set what is to blame. */
export interface SetBy {
  /** As `sgl who` takes it. */
  readonly state: string;
  readonly value: string;
  /** Null: nobody set it, so it began. */
  readonly call: number | null;
  /** The call as `sgl dump` prints it; '' without a call. */
  readonly text: string;
}

export interface Cause {
  readonly id: CauseId;
  /** What is wrong, in a sentence. */
  readonly text: string;
  /** The execution that proves it: with this changed, the draw makes samples, or pixels change. Null: nothing could be changed. */
  readonly proof: Trial | null;
  /** State that is to blame, as `sgl who` takes it; the first is the most likely one. */
  readonly state: readonly string[];
  /** Calls that made it so, where no state has it. */
  readonly calls: readonly number[];
}

export interface Why {
  readonly call: number;
  readonly name: string;
  /** Where it draws: `drawable:1`, `texture:3`, `framebuffer:2`. */
  readonly target: string;
  /** From the top left, when one pixel was asked about. */
  readonly pixel: { readonly x: number; readonly y: number } | null;
  /** Nothing is wrong that was found: it is seen. */
  readonly shows: boolean;
  /** The answer in a sentence or two. */
  readonly verdict: string;
  /** The first is what the verdict is about. */
  readonly causes: readonly Cause[];
  /** All that was tried, in order; the first is the draw as the program made it. */
  readonly tried: readonly Trial[];
}

/** The same with the calls that are to blame. */
export interface WhyWithCalls extends Why {
  /** By cause, in the order of its state. */
  readonly setBy: readonly (readonly SetBy[])[];
}

const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What an execution made: `4800 samples`, `312 pixels change`. */
export function trialText({ samples, pixels, error }: Trial): string {
  const parts = [
    samples === null ? '' : plural(samples, 'sample'),
    pixels === null ? '' : `${plural(pixels, 'pixel')} change${pixels === 1 ? 's' : ''}`,
    error,
  ];
  return parts.filter(Boolean).join(', ') || 'nothing to count';
}

/** Lines of the whole answer, as `sgl why` prints it and the inspector shows it. */
export function whyLines({ call, name, target, pixel, verdict, causes, tried, setBy }: WhyWithCalls): string[] {
  const where = `call ${call} ${name}${target === '' ? '' : ` into ${target}`}${pixel ? `, pixel ${pixel.x},${pixel.y}` : ''}`;
  const lines = [where, verdict];
  causes.forEach((cause, i) => {
    // the verdict has the words of the first
    lines.push('', i === 0 ? `${cause.id}:` : `${cause.id}: ${cause.text}`);
    const calls = setBy[i] ?? [];
    if (calls.length === 0) lines.push('  no single call is to blame');
    for (const by of calls) {
      const who = by.call === null ? 'nobody set it: so it began' : by.text;
      lines.push(`  ${by.state === '' ? '' : `${by.state} = ${by.value}: `}${who}`);
    }
  });
  if (tried.length > 0) {
    const shown = tried.map(trial => ({ trial, what: trial.change === '' ? 'as it is' : trial.change }));
    const width = Math.min(60, Math.max(...shown.map(({ what }) => what.length)));
    lines.push('', 'executed again:', ...shown.map(({ trial, what }) => `  ${what.padEnd(width)}  ${trialText(trial)}`));
  }
  return lines;
}
