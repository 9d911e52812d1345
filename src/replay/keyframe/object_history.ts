// What a trace has said of the objects of each context and share group: their names, and the commands that made what OpenGL
// cannot be asked for. TraceHistory (history.ts) fills it in.

/** A command of the trace, with the staged data that belongs to it. */
export interface LoggedCommand {
  readonly call: number;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Commands in it that count as calls: 1. */
  readonly calls: number;
}

export interface LoggedList {
  readonly commands: readonly LoggedCommand[];
  /** Unpacking state when it was begun. */
  readonly pixelStore: ReadonlyMap<number, number>;
  /** Why it cannot be made again; undefined when it can. */
  readonly obstacle: string | undefined;
}

/** Names of one kind. */
export interface NameSet {
  /** Seen in a command and not deleted since: may or may not be objects. */
  readonly seen: Set<number>;
  /** Generated (glGen…, glCreate…) and not deleted since. */
  readonly generated: Set<number>;
  /** Ever seen. */
  readonly known: Set<number>;
}

/** Objects of a share group, or (vertex arrays, framebuffers, queries …) of a context. */
export class Owner {
  readonly kinds = new Map<string, NameSet>();

  names(kind: string): NameSet {
    let set = this.kinds.get(kind);
    if (!set) {
      set = { seen: new Set(), generated: new Set(), known: new Set() };
      this.kinds.set(kind, set);
    }
    return set;
  }
}

export class GroupHistory extends Owner {
  /** The context that was the first of the group. */
  readonly first: number;

  /** Last target of each texture. */
  readonly textureTarget = new Map<number, number>();
  /** Texture whose storage another shows (glTextureView), with the command's words. */
  readonly views = new Map<number, LoggedCommand>();
  /** Commands that made a program or a shader what it is. Both are named from one space. */
  readonly programs = new Map<number, LoggedCommand[]>();
  /** Shaders that were ever attached to a program. */
  readonly attached = new Map<number, Set<number>>();
  readonly deletedPrograms = new Map<number, LoggedCommand>();
  readonly lists = new Map<number, LoggedList>();
  readonly syncs = new Map<bigint, LoggedCommand>();
  readonly arbTarget = new Map<number, number>();

  constructor(first: number) {
    super();
    this.first = first;
  }

  /** The last call that made a program or shader what it is, whether it was deleted since, and whether it is a program that was
   * never linked. */
  made(name: number): { readonly call: number; readonly deleted: boolean; readonly unlinked: boolean } {
    const commands = this.programs.get(name) ?? [];
    const deleted = commands.at(-1)?.name.startsWith('glDelete') === true;
    const unlinked = commands[0]?.name === 'glCreateProgram' && !commands.some(command => LINKS.test(command.name));
    return {
      unlinked,
      call: commands.findLast(command => !command.name.startsWith('glDelete'))?.call ?? -1,
      deleted,
    };
  }
}

const LINKS = /^gl(LinkProgram|ProgramBinary)$/;

export class ContextHistory extends Owner {
  /** Targets of queries, by name. */
  readonly queryTarget = new Map<number, number>();
  /** Queries that were ended, by the call. */
  readonly endedQueries = new Map<number, number>();
  conditionalRender = false;
  /** Current values of generic attributes that are integers; true: without a sign. */
  readonly integerAttributes = new Map<number, boolean>();
  /** Something was used that keyframes do not carry. */
  uncarried: string | undefined;
  pixelStore = new Map<number, number>();
  readonly pixelStores: { readonly mask: number; readonly store: Map<number, number> }[] = [];
  activeQueries = new Map<number, number>();
  list: { name: number; commands: LoggedCommand[]; pixelStore: Map<number, number>; obstacle: string | undefined } | undefined;
}

/** Names of shaders of a type are a kind of their own, besides. */
export const SHADER_OF_TYPE = 'shader of type ';
