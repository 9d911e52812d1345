// The native half of the `gl` package: a WebGL 2 context of ANGLE whose objects are numbers. The package's JavaScript half is
// left out: it knows the objects and rules of WebGL 1 only (no uniform buffers, no integer uniforms).
import { createRequire } from 'node:module';

export type AngleArgument = number | boolean | string | null | undefined | NodeJS.ArrayBufferView | readonly number[] | readonly string[];
type Native = Readonly<Record<string, ((...values: readonly AngleArgument[]) => unknown) | undefined>>;
type NativeClass = new (...attributes: readonly (number | boolean)[]) => Native;

/** The back end cannot be used here at all: says why and what to do. */
export class AngleError extends Error {
  override readonly name = 'AngleError';
}

/** Extensions of WebGL 2 that are switched on where ANGLE has them. */
const EXTENSIONS = ['EXT_color_buffer_float', 'OES_texture_float_linear', 'EXT_texture_filter_anisotropic'];

let loaded: NativeClass | undefined;

function nativeClass(): NativeClass {
  if (loaded) return loaded;
  try {
    const module = createRequire(import.meta.url)('gl/src/javascript/native-gl.js') as { NativeWebGLRenderingContext: NativeClass };
    loaded = module.NativeWebGLRenderingContext;
  } catch (error) {
    throw new AngleError(`the package gl cannot be loaded (${(error as Error).message.split('\n')[0]}): run \`npm run setup\``);
  }
  return loaded;
}

/** One context. Throws AngleError when there is none to be had. */
export class Angle {
  readonly #native: Native;
  /** `ANGLE (…)` and its version. */
  readonly renderer: string;
  readonly version: string;

  constructor() {
    const Context = nativeClass();
    try {
      // width, height, alpha, depth, stencil, antialias, premultiplied, preserve, low power, no slow one, WebGL 2
      this.#native = new Context(1, 1, true, true, true, false, true, true, false, false, true);
    } catch (error) {
      const display = process.env.DISPLAY ? `DISPLAY is ${process.env.DISPLAY}` : 'DISPLAY is not set';
      const said = error instanceof Error && error.message !== '' ? error.message.replace(/\.$/, '') : 'ANGLE gives no context';
      throw new AngleError(
        `${said}: ANGLE needs an X server with OpenGL, and ${display}; \`xvfb-run -s '-screen 0 1280x1024x24' sgl …\` brings one`,
      );
    }
    this.renderer = String(this.call('getParameter', 0x1f01));
    this.version = String(this.call('getParameter', 0x1f02));
    const supported = String(this.call('getSupportedExtensions')).split(' ');
    for (const name of EXTENSIONS) if (supported.includes(name)) this.call('getExtension', name);
    this.errors();
  }

  /** A function of WebGL by its name; objects are numbers, 0 for none. */
  call(method: string, ...values: readonly AngleArgument[]): unknown {
    const found = this.#native[method];
    if (!found) throw new AngleError(`the package gl has no ${method}`);
    return found.apply(this.#native, values as AngleArgument[]);
  }

  number(method: string, ...values: readonly AngleArgument[]): number {
    return Number(this.call(method, ...values));
  }

  /** GL errors that are pending, the oldest first. */
  errors(): number[] {
    const found: number[] = [];
    for (let error = this.number('getError'); error !== 0 && found.length < 8; error = this.number('getError')) found.push(error);
    return found;
  }

  close(): void {
    this.call('destroy');
  }
}
