// Writes a C program that calls every entry point of OpenGL up to 4.5 with arguments of all sorts, good and bad, and prints
// after each call what glGetError says and what the call returned.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '../../src/spec/model.js';
import type { Command, Parameter } from '../../src/spec/types.js';
import { root } from './support.js';

interface NamedEnum {
  readonly value: number;
  readonly groups?: readonly string[];
}

/**
 * They wait, answer by text or by what differs from run to run. Draws and the choice of buffers have programs of their own: of some
 * states that this one reaches llvmpipe dies now and then.
 */
const LEFT_OUT =
  /^gl((Multi)?Draw|Finish|Flush|GetString|GetStringi|GetError|GetGraphicsResetStatus|DebugMessage|GetDebugMessageLog|ClientWaitSync|WaitSync)/;
/** The driver chooses another name after errors; results are names. */
const NAMES = /^gl(Gen|Create|Is|AreTexturesResident)/;

const model = loadModel();
const upTo45 = (command: Command) =>
  command.requiredBy.some(by => {
    const version = /^GL_VERSION_(\d)_(\d)$/.exec(by);
    return version !== null && Number(version[1]) * 10 + Number(version[2]) <= 45;
  });

function value(parameter: Parameter, pools: ReadonlyMap<string, string>): string | undefined {
  const { base, pointer } = parameter;
  const type = parameter.type;
  const pool = pools.get(parameter.group ?? '') ?? 'some';
  if (pointer > 1) return type.includes('char') ? '(void *)texts' : type.includes('const') ? '(void *)pointers' : '(void *)out';
  if (pointer === 1) return type.includes('const') ? '(void *)in' : '(void *)out';
  if (base === 'GLenum') return `CHOOSE(${pool})`;
  if (base === 'GLbitfield') return `(random_() % 4 == 0 ? 0x20u : CHOOSE(${pool}) | CHOOSE(${pool}))`;
  if (base === 'GLboolean') return 'random_() % 2';
  if (/^GL(float|double|clampf|clampd)$/.test(base)) return 'CHOOSE(reals)';
  if (base === 'GLsync') return '(random_() % 2 ? fence : (GLsync)0)';
  if (/^GLu(int|int64|short|byte)$/.test(base)) return 'CHOOSE(naturals)';
  if (/^GL(int|sizei|int64|intptr|sizeiptr|short|byte|fixed)$/.test(base)) return 'CHOOSE(integers)';
  return undefined;
}

function caller({ name, result, parameters }: Command, pools: ReadonlyMap<string, string>): string | undefined {
  const values = parameters.map(parameter => value(parameter, pools));
  if (values.some(each => each === undefined)) return undefined;
  const chosen = parameters.map(({ type }, i) => `${type} a${i} = (${type})${values[i]};`).join(' ');
  const call = `call(${parameters.map((_, i) => `a${i}`).join(', ')})`;
  const types = parameters.map(({ type }) => type).join(', ') || 'void';
  const answer =
    result.type === 'void' || NAMES.test(name)
      ? `(void)${call}; return 0;`
      : /\*|GLsync/.test(result.type)
        ? `return ${call} != 0;`
        : `return (long long)${call};`;
  return `static long long c_${name}(void *f) { ${result.type} (*call)(${types}) = f; ${chosen} ${answer} }`;
}

/** The program's text; `round` decides the arguments. */
export function errorsProgram(): string {
  const file = JSON.parse(readFileSync(join(root, 'build/gen/model.json'), 'utf8')) as { readonly enums: readonly NamedEnum[] };
  const groups = new Map<string, Set<number>>();
  for (const { value, groups: names } of file.enums)
    for (const name of names ?? []) if (!model.refusedEnums.has(value)) groups.set(name, (groups.get(name) ?? new Set()).add(value));
  const pools = new Map([...groups.keys()].map(name => [name, `g_${name.replace(/\W/g, '_')}`]));
  const commands = model.commands.filter(command => upTo45(command) && !LEFT_OUT.test(command.name));
  const callers = commands.map(command => ({ name: command.name, text: caller(command, pools) })).filter(({ text }) => text);
  return [
    readFileSync(join(root, 'test/programs/every_call.c'), 'utf8'),
    ...[...groups].map(
      ([name, values]) => `static const unsigned ${pools.get(name)}[] = {${[...values].map(each => `${each >>> 0}u`).join(', ')}};`,
    ),
    ...callers.map(({ text }) => text),
    'static const struct { const char *name; long long (*call)(void *); } calls[] = {',
    ...callers.map(({ name }) => `    {"${name}", c_${name}},`),
    '};',
    'const int call_count = sizeof calls / sizeof *calls;',
    'const char *call_name(int i) { return calls[i].name; }',
    'long long call_it(int i, void *f) { return calls[i].call(f); }',
  ].join('\n');
}
