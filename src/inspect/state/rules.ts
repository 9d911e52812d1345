// From the state table: which rows a command of a trace may change, and by which of its arguments. Pure.
import { type OwnedRow, ownedRows } from '../../spec/state/index.js';
import type { CommandNames } from '../../trace/command_writer.js';
import type { CommandInfo } from '../../trace/dictionary.js';

/** Where a command's arguments stand: words from its first argument word. */
export interface ArgumentPlace {
  readonly name: string;
  readonly kind: string;
  readonly object: string;
  readonly word: number;
}

const WIDE = new Set(['int64', 'uint64', 'double', 'handle']);

export function argumentPlaces(command: CommandInfo): ArgumentPlace[] {
  let word = 0;
  const places = command.parameters.map(({ name, kind, object }) => {
    const place = { name, kind, object, word };
    word += WIDE.has(kind) ? 2 : 1;
    return place;
  });
  if (command.resultChosen && command.result) places.push({ name: '', kind: command.result.kind, object: command.result.object, word });
  return places;
}

/** A row that a command may change, once its conditions hold. */
export interface Rule {
  readonly owned: OwnedRow;
  /** Arguments that must have a value. */
  readonly conditions: readonly { readonly word: number; readonly value: number }[];
  /** Argument that is the index, and what index 0 is in it. */
  readonly index?: { readonly word: number; readonly base: number };
  /** No argument tells the index, and none of the row's setters of this name does. */
  readonly everyIndex: boolean;
  /** It tells exactly what it sets: setting it to the same value again is worth noting. */
  readonly exact: boolean;
}

export interface CommandRules {
  readonly name: string;
  readonly places: readonly ArgumentPlace[];
  /** Rules without a condition on `choice`. */
  readonly always: readonly Rule[];
  /** Argument whose value chooses among the others. */
  readonly choice?: number;
  readonly chosen: ReadonlyMap<number, readonly Rule[]>;
}

/** Rules by command name, for the commands of a dictionary. */
export class StateRules {
  readonly #rows = ownedRows.filter(({ row }) => !row.constant);
  readonly #names: CommandNames;
  readonly #byName = new Map<string, CommandRules | undefined>();
  readonly #setters: readonly { readonly match: RegExp; readonly parameters: readonly string[]; readonly owned: OwnedRow }[];

  constructor(names: CommandNames) {
    this.#names = names;
    this.#setters = this.#rows.flatMap(owned =>
      owned.row.setBy.map(word => {
        const [, pattern = '', list = ''] = /^([\w*[\]-]+)(?:\((.*)\))?$/.exec(word) ?? [];
        return { match: new RegExp(`^${pattern.replaceAll('*', '.*')}$`), parameters: list.split(',').filter(Boolean), owned };
      }),
    );
  }

  /** Undefined: it changes no row. */
  of(command: CommandInfo): CommandRules | undefined {
    if (this.#byName.has(command.name)) return this.#byName.get(command.name);
    const rules = this.#compile(command);
    this.#byName.set(command.name, rules);
    return rules;
  }

  #compile(command: CommandInfo): CommandRules | undefined {
    const setters = this.#setters.filter(({ match }) => match.test(command.name));
    if (setters.length === 0) return undefined;
    const places = argumentPlaces(command);
    const rules = setters.map(({ owned, parameters }) => this.#rule(owned, parameters, places)).filter(rule => rule !== undefined);
    const words = rules.map(rule => rule.conditions[0]?.word).filter(word => word !== undefined);
    const choice = words[0];
    const always = rules.filter(rule => choice === undefined || !rule.conditions.some(({ word }) => word === choice));
    const chosen = new Map<number, Rule[]>();
    for (const rule of rules) {
      const condition = rule.conditions.find(({ word }) => word === choice);
      if (!condition) continue;
      const list = chosen.get(condition.value);
      if (list) list.push(rule);
      else chosen.set(condition.value, [rule]);
    }
    return { name: command.name, places, always, ...(choice !== undefined && { choice }), chosen };
  }

  #rule(owned: OwnedRow, parameters: readonly string[], places: readonly ArgumentPlace[]): Rule | undefined {
    const { row } = owned;
    const conditions: { word: number; value: number }[] = [];
    let index: Rule['index'];
    const base = row.domain?.base ? this.#names.value(row.domain.base) : undefined;
    const own = row.pname === undefined ? undefined : this.#names.find(row.pname);
    for (const name of parameters) {
      if (name.startsWith('GL_')) {
        const place = places.find(each => each.kind === 'enum');
        if (place) conditions.push({ word: place.word, value: this.#names.value(name) });
        continue;
      }
      const place = places.find(each => each.name === name);
      if (!place) continue;
      const isEnum = place.kind === 'enum';
      const isIndex =
        !isEnum ||
        (base !== undefined && (own === base || /^(light|plane|p|texunit|target|texture|coord)$/.test(name)) && name !== 'pname');
      if (isIndex && row.domain) index = { word: place.word, base: isEnum ? (base ?? this.#names.value('GL_TEXTURE0')) : 0 };
      else if (isEnum && own !== undefined) conditions.push({ word: place.word, value: own });
    }
    return {
      owned,
      conditions,
      ...(index && { index }),
      everyIndex: row.domain !== undefined && index === undefined,
      exact: conditions.length > 0 || index !== undefined || places.length <= 4,
    };
  }
}
