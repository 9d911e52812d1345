// What a verb of the command line is, and how its arguments are read: from one table per verb, which help and
// shell completion read as well. Knows nothing about what the verbs do.

/** Exit codes of every verb (run and record return the program's own instead). */
export const exitCode = { fine: 0, difference: 1, wrongUse: 2 } as const;

/** Wrong arguments: told in one line, with where to look, and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly exitCode = exitCode.wrongUse;
}

/** Something that the user can act on went wrong: told in one line. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    message: string,
    readonly exitCode: number = 1,
  ) {
    super(message);
  }
}

export interface Option {
  /** Name behind the two dashes. */
  readonly long: string;
  /** One letter. */
  readonly short?: string;
  /** What stands for the value in help texts; without it the option is a switch. */
  readonly value?: string;
  readonly help: string;
  /** All the values that there are: for completion. */
  readonly choices?: readonly string[];
}

export interface Verb {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  /** What follows the verb's name and its options in the usage line, e.g. `TRACE`. */
  readonly operands: string;
  readonly options: readonly Option[];
  /** Paragraphs after the options. */
  readonly notes?: readonly string[];
  /** Command lines, each with what it is for. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** The first operand and all behind it belong to a program: `sgl run glxgears -info`. */
  readonly program?: boolean;
  /** @returns the exit code */
  run(args: Arguments): Promise<number>;
}

/** Arguments of one call, after the verb. */
export class Arguments {
  constructor(
    readonly verb: Verb,
    private readonly values: ReadonlyMap<string, string | true>,
    readonly operands: readonly string[],
  ) {}

  has(long: string): boolean {
    return this.values.has(long);
  }

  text(long: string): string | undefined {
    const value = this.values.get(long);
    return value === true ? undefined : value;
  }

  /** A whole number within bounds. */
  number(long: string, bounds: { readonly least: number; readonly most: number }): number | undefined {
    const text = this.text(long);
    if (text === undefined) return undefined;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= bounds.least && value <= bounds.most)) {
      throw new UsageError(`--${long} takes a whole number from ${bounds.least} to ${bounds.most}, not '${text}'`);
    }
    return value;
  }

  /** Two whole numbers with a separator between them, like 4.6 or 1920x1080. */
  pair(long: string, separator: string, example: string): readonly [number, number] | undefined {
    const text = this.text(long);
    if (text === undefined) return undefined;
    const parts = text.split(separator);
    if (parts.length !== 2 || !parts.every(part => /^\d{1,6}$/.test(part))) {
      throw new UsageError(`--${long} takes two numbers like ${example}, not '${text}'`);
    }
    return [Number(parts[0]), Number(parts[1])];
  }

  /** The only operand; `what` names it in the message when it is missing. */
  single(what: string): string {
    const [first, second] = this.operands;
    if (first === undefined) throw new UsageError(`which ${what}? usage: ${usageLine(this.verb)}`);
    if (second !== undefined) throw new UsageError(`one ${what} only, but '${second}' follows '${first}'`);
    return first;
  }

  none(): void {
    if (this.operands[0] !== undefined) throw new UsageError(`'${this.operands[0]}' is one word too many; usage: ${usageLine(this.verb)}`);
  }
}

/** Options that every verb takes. */
export const commonOptions: readonly Option[] = [{ long: 'help', short: 'h', help: 'show this text' }];

export function usageLine(verb: Verb): string {
  return ['sgl', verb.name, verb.options.length > 0 ? '[options]' : '', verb.operands].filter(Boolean).join(' ');
}

/** Reads the words behind a verb. */
export function parseArguments(verb: Verb, words: readonly string[]): Arguments {
  const options = [...verb.options, ...commonOptions];
  const values = new Map<string, string | true>();
  const operands: string[] = [];
  const unknown = (word: string) => new UsageError(`unknown option ${word}; \`sgl ${verb.name} --help\` lists what there is`);
  let at = 0;
  const setValue = (option: Option, word: string, attached: string | undefined) => {
    if (option.value === undefined) {
      if (attached !== undefined) throw new UsageError(`${word} takes no value, but was given '${attached}'`);
      values.set(option.long, true);
      return;
    }
    const value = attached ?? words[at++];
    if (value === undefined) throw new UsageError(`${word} needs a value: ${option.value}`);
    values.set(option.long, value);
  };
  while (at < words.length) {
    const word = words[at++] as string;
    if (word === '--') {
      operands.push(...words.slice(at));
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word : word.slice(0, equals);
      const option = options.find(each => each.long === name.slice(2));
      if (!option) throw unknown(name);
      setValue(option, name, equals < 0 ? undefined : word.slice(equals + 1));
    } else if (word.startsWith('-') && word.length > 1) {
      // -abc is -a -b -c; what follows the letter of an option with a value is the value
      for (let letter = 1; letter < word.length; letter++) {
        const option = options.find(each => each.short === word[letter]);
        if (!option) throw unknown(`-${word[letter]}`);
        const rest = word.slice(letter + 1);
        setValue(option, `-${option.short}`, option.value !== undefined && rest !== '' ? rest : undefined);
        if (option.value !== undefined) break;
      }
    } else if (verb.program) {
      operands.push(word, ...words.slice(at));
      break;
    } else operands.push(word);
  }
  return new Arguments(verb, values, operands);
}

/** Long command lines have what they do below them. */
function exampleLines({ examples }: Verb): string[] {
  const width = Math.max(...examples.map(([command]) => command.length).filter(length => length <= 48), 0) + 2;
  return examples.flatMap(([command, does]) =>
    command.length < width ? [`  ${command.padEnd(width)}${does}`] : [`  ${command}`, `  ${''.padEnd(width)}${does}`],
  );
}

/** Help text of a verb, from its table. */
export function helpText(verb: Verb): string {
  const rows = [...verb.options, ...commonOptions].map(option => {
    const short = option.short ? `-${option.short}, ` : '    ';
    return [`  ${short}--${option.long}${option.value ? ` ${option.value}` : ''}`, option.help] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [
    `usage: ${usageLine(verb)}`,
    '',
    verb.summary,
    '',
    ...rows.map(([left, right]) => left.padEnd(width) + right),
    ...(verb.notes ?? []).flatMap(note => ['', note]),
    '',
    'examples:',
    ...exampleLines(verb),
    '',
  ].join('\n');
}
