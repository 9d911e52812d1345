// Which cells a command works on: whose they are, and at which indices.
import type { CellOwner } from '../../inspect/state/log.js';
import type { StateLogWriter } from '../../inspect/state/log_writer.js';
import type { CommandRules, Rule } from '../../inspect/state/rules.js';
import type { StateValue } from '../../inspect/state/snapshot.js';
import { objectTables } from '../../spec/state/index.js';
import { GL_TEXTURE0, type PassContext } from './pass_core.js';
import { attachmentPoints, boundName } from './pass_objects.js';

/** What a pass knows by now. */
export interface PassValues {
  readonly log: StateLogWriter;
  /** Owners of framebuffers. */
  readonly framebuffers: ReadonlySet<number>;
  /** The last value of a variable of a context. */
  value(context: PassContext, path: string): StateValue | undefined;
  /** The last value of a property of an object. */
  property(owner: CellOwner, path: string): StateValue | undefined;
}

const GL_TEXTURE = 0x1702;
const GL_RENDERBUFFER = 0x8d41;

/** Framebuffers that have an image of this texture or renderbuffer attached. */
export function holdersOf(pass: PassValues, context: PassContext, { kind, name }: CellOwner): CellOwner[] {
  const type = kind === 'texture' ? GL_TEXTURE : GL_RENDERBUFFER;
  return [...pass.framebuffers]
    .map(id => pass.log.ownerOf(id))
    .filter(
      owner =>
        owner.id === context.id &&
        owner.name !== 0 &&
        pass.log
          .pathsOf(pass.log.owner(owner))
          .some(
            ([path, cell]) =>
              path.endsWith('].name') && pass.log.current(cell) === name && pass.property(owner, path.replace('.name', '.type')) === type,
          ),
    );
}

export function indicesOf(
  pass: PassValues,
  context: PassContext,
  rule: Rule,
  rules: CommandRules,
  args: Uint32Array,
  owner: CellOwner,
): number[] {
  const { row, prefix } = rule.owned;
  const { domain } = row;
  if (!domain) return [0];
  const argument = (name: string) => {
    const place = rules.places.find(each => each.name === name);
    return place ? args[place.word] : undefined;
  };
  if (prefix === 'attachment') return attachmentPoints.of(argument('attachment'), Number(limit(pass, context, 'GL_MAX_COLOR_ATTACHMENTS')));
  context.plan.limits.learn([domain]);
  const first = domain.first ?? 0;
  const count = context.plan.limits.of(domain);
  if (rule.index) {
    const index = (args[rule.index.word]! - rule.index.base) | 0;
    return index >= first && index < count ? [index] : [];
  }
  if (prefix === 'level') {
    const level = argument('level');
    const mipmaps = /Mipmap/.test(rules.name) || pass.property(owner, 'generate_mipmap') === true;
    if (level !== undefined && !mipmaps) return level < 16 ? [level] : [];
    const levels = argument('levels') ?? (/Buffer|Multisample/.test(rules.name) ? 1 : 16);
    return Array.from({ length: Math.min(levels, 16) }, (_, i) => i);
  }
  const begin = argument('first');
  if (begin !== undefined && argument('count') !== undefined)
    return Array.from({ length: Math.min(argument('count')!, count) }, (_, i) => begin + i).filter(i => i >= first && i < count);
  if (/^texture (unit|coordinate set)$/.test(domain.name)) {
    const unit =
      Number(
        pass.value(context, !row.path.startsWith('texture_coord') ? 'binding.active_texture' : 'client_array.active_texture') ??
          GL_TEXTURE0,
      ) - GL_TEXTURE0;
    return unit >= first && unit < count ? [unit] : [];
  }
  return Array.from({ length: Math.max(0, count - first) }, (_, i) => first + i);
}

export function limit(_pass: PassValues, context: PassContext, pname: `GL_${string}`): number {
  const domain = { name: pname, count: pname } as const;
  context.plan.limits.learn([domain]);
  return context.plan.limits.of(domain);
}

export function ownerOf(pass: PassValues, context: PassContext, rule: Rule, rules: CommandRules, args: Uint32Array): CellOwner | undefined {
  const { kind, bound } = rule.owned;
  if (kind === undefined) return { scope: 'context', id: context.id };
  const scope = objectTables[kind].scope;
  const id = scope === 'context' ? context.id : context.group;
  const place = rules.places.find(each => each.object === kind);
  const name = place
    ? args[place.word]!
    : boundName(
        kind,
        rules,
        args,
        path => Number(pass.value(context, path) ?? 0),
        () =>
          Number(
            pass.property(
              { scope: 'context', id: context.id, kind: 'vertexArray', name: Number(pass.value(context, 'binding.vertex_array') ?? 0) },
              'element_array_buffer',
            ) ?? 0,
          ),
      );
  if (name === undefined || (name === 0 && !objectTables[kind].zero)) return undefined;
  if (bound) {
    const path =
      kind === 'vertexArray' ? 'binding.vertex_array' : rule.owned.row.domain ? 'binding.draw_framebuffer' : 'binding.read_framebuffer';
    if (Number(pass.value(context, path) ?? 0) !== name) return undefined;
  }
  return { scope, id, kind, name };
}
