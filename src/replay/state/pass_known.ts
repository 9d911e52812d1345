// What a state pass knows of objects: all their properties at once when they are made, linked anew or met for the first time, and
// that they are gone when they are deleted.
import type { CellOwner } from '../../inspect/state/log.js';
import { ABSENT, PRESENCE, THERE } from '../../inspect/state/presence.js';
import { argumentPlaces, type Rule } from '../../inspect/state/rules.js';
import type { StateValue } from '../../inspect/state/snapshot.js';
import { objectTables, type StateObjectKind } from '../../spec/state/index.js';
import type { CommandCursor } from '../../trace/commands.js';
import type { CommandInfo } from '../../trace/dictionary.js';
import { objectStates } from './object_state.js';
import { type PassContext, PassCore } from './pass_core.js';
import { deletedNames } from './pass_objects.js';

/** Paths that a call set, for `learn`. */
export const NOTHING: ReadonlySet<string> = new Set();

export class ObjectPass extends PassCore {
  /** Owners whose properties were asked for. */
  protected readonly known = new Set<number>();

  /** Asks for all properties of an object. `set`: paths that the call itself set. */
  protected learn(context: PassContext, owner: CellOwner, call: number, set: Pick<ReadonlySet<string>, 'has'>): void {
    const { kind, name = 0 } = owner;
    if (kind === undefined) return;
    const { plan, id } = context;
    const live = this.player.contexts().find(each => each.id === id);
    if (!live) return;
    const values = new Map<string, StateValue>();
    for (const path of ['binding.draw_framebuffer', 'binding.read_framebuffer', 'binding.vertex_array', 'client_array.active_texture']) {
      const value = this.value(context, path);
      if (value !== undefined) values.set(path, value);
    }
    const asking = { asker: this.player, id, kind: live, limits: plan.limits, values };
    const state = objectStates(asking, kind, name === 0 ? [] : [name]).find(each => each.name === name);
    const ownerId = this.log.owner(owner);
    if (!state || state.unused) {
      if (this.log.find(ownerId, PRESENCE.there) !== undefined)
        this.note(owner, call, { [PRESENCE.there]: state?.unused ? THERE.name : THERE.gone });
      return;
    }
    this.note(owner, call, { [PRESENCE.there]: THERE.object });
    this.known.add(ownerId);
    if (kind === 'framebuffer') this.framebuffers.add(ownerId);
    for (const [path, value] of state.values) {
      // What is asked again because something else of it changed was there before.
      const cell = this.log.cell(ownerId, path);
      this.set(cell, call, value, false, this.log.current(cell) === undefined && !set.has(path));
    }
    // a program that was linked anew has other uniforms
    if (kind === 'program')
      for (const [path, cell] of this.log.pathsOf(ownerId))
        if (path.endsWith(']') || path.includes('].'))
          if (!state.values.has(path) && this.log.current(cell) !== undefined) this.log.set(cell, call, ABSENT, false);
    if (kind === 'program') this.uniforms.learn(this.forms, ownerId, name, state.values, path => this.log.cell(ownerId, path));
  }

  /** Names that are no objects yet. */
  protected named(context: PassContext, cursor: CommandCursor, command: CommandInfo): void {
    for (const { object, kind: form } of argumentPlaces(command)) {
      if (!(object in objectTables) || form !== 'in') continue;
      const kind = object as StateObjectKind;
      const { scope } = objectTables[kind];
      for (const name of deletedNames(cursor, this.reader.dictionary)) {
        const owner: CellOwner = { scope, id: scope === 'context' ? context.id : context.group, kind, name };
        this.note(owner, cursor.call, { [PRESENCE.there]: THERE.name });
      }
    }
  }

  /** Objects that a command brings into being without setting any of their properties. */
  protected made(context: PassContext, cursor: CommandCursor, command: CommandInfo): void {
    const { call } = cursor;
    for (const place of argumentPlaces(command)) {
      if (!(place.object in objectTables)) continue;
      const kind = place.object as StateObjectKind;
      const { scope } = objectTables[kind];
      const names = place.kind === 'in' ? deletedNames(cursor, this.reader.dictionary) : [cursor.words[cursor.args + place.word]!];
      for (const name of names) {
        const owner: CellOwner = { scope, id: scope === 'context' ? context.id : context.group, kind, name };
        if (name !== 0 && !context.inside && !this.known.has(this.log.owner(owner)))
          this.later(() => this.learn(context, owner, call, NOTHING));
      }
    }
  }

  /** Bindings of what is deleted become 0; the names are free for new objects. */
  protected delete(context: PassContext, cursor: CommandCursor, parameters: readonly { readonly object: string }[]): void {
    const kind = parameters.find(parameter => parameter.object in objectTables)?.object as StateObjectKind | undefined;
    if (kind === undefined) return;
    const names = new Set(deletedNames(cursor, this.reader.dictionary));
    const scope = objectTables[kind].scope;
    const id = scope === 'context' ? context.id : context.group;
    const { call } = cursor;
    if (kind === 'program' || kind === 'shader') {
      for (const name of names) this.later(() => this.learn(context, { scope, id, kind, name }, call, new Set(['delete_status'])));
      return;
    }
    for (const name of names) {
      const owner = this.log.owner({ scope, id, kind, name });
      this.known.delete(owner);
      if (name === 0 || this.log.find(owner, PRESENCE.there) === undefined) continue;
      this.note({ scope, id, kind, name }, call, { [PRESENCE.there]: THERE.gone });
      this.log.forget(owner);
    }
    const touched: { rule: Rule; index: number; owner: CellOwner }[] = [];
    for (const { path, row } of context.plan.cells) {
      if (row.kind !== 'name' || row.object !== kind || !names.has(Number(this.value(context, path) ?? 0))) continue;
      touched.push({ rule: this.ruleOf(row), index: this.indexIn(path), owner: { scope: 'context', id: context.id } });
    }
    this.emit(cursor, touched, context, false);
    // What the bound containers hold of it goes, too.
    if (kind === 'buffer' || kind === 'texture' || kind === 'renderbuffer') {
      const holder = kind === 'buffer' ? 'vertexArray' : 'framebuffer';
      const holders = (holder === 'vertexArray' ? ['binding.vertex_array'] : ['binding.draw_framebuffer', 'binding.read_framebuffer']).map(
        path => Number(this.value(context, path) ?? 0),
      );
      this.later(() => {
        for (const name of new Set(holders)) this.learn(context, { scope: 'context', id: context.id, kind: holder, name }, call, new Set());
      });
    }
  }
}
