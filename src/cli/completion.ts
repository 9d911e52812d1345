// `sgl completion`: completion scripts for bash, zsh and fish, from the same tables as the help texts.
import { commonOptions, exitCode, type Option, UsageError, type Verb } from './command.js';
import { verbs } from './verbs.js';

const SHELLS: Readonly<Record<string, (all: readonly Verb[]) => string[]>> = {
  bash,
  zsh,
  fish,
};
const names = Object.keys(SHELLS);

export const verb: Verb = {
  name: 'completion',
  summary: `Prints a completion script for ${names.join(', ')} (default: bash).`,
  operands: '[SHELL]',
  options: [],
  examples: [
    ['source <(sgl completion)', 'bash, for this shell'],
    ['source <(sgl completion zsh)', 'zsh, for this shell (after compinit)'],
    ['sgl completion zsh > ~/.zfunc/_sgl', 'zsh, for good'],
    ['sgl completion fish > ~/.config/fish/completions/sgl.fish', 'fish'],
  ],
  async run(args) {
    const shell = args.operands.length > 0 ? args.single('shell') : 'bash';
    const script = SHELLS[shell];
    if (!script) throw new UsageError(`there is no completion for '${shell}'; there is for ${names.join(', ')}`);
    const all = await Promise.all([...verbs.values()].map(load => load()));
    process.stdout.write(`${script(all).join('\n')}\n`);
    return exitCode.fine;
  },
};

const optionsOf = (verb: Verb) => [...verb.options, ...commonOptions];

function bash(all: readonly Verb[]): string[] {
  const choices = all.flatMap(each =>
    optionsOf(each).flatMap(({ long, choices: values }) => (values ? [`    ${each.name}:--${long}) words='${values.join(' ')}' ;;`] : [])),
  );
  const cases = all.map(each => {
    const words = optionsOf(each).map(option => `--${option.long}`);
    return `    ${each.name}) words='${words.join(' ')}'${each.program ? '; commands=1' : ''} ;;`;
  });
  return [
    '_sgl() {',
    '  local word=${COMP_WORDS[COMP_CWORD]} words="" commands=""',
    '  COMPREPLY=()',
    `  if [ "$COMP_CWORD" = 1 ]; then mapfile -t COMPREPLY < <(compgen -W '${all.map(each => each.name).join(' ')}' -- "$word"); return; fi`,
    '  case ${COMP_WORDS[1]}:${COMP_WORDS[COMP_CWORD-1]} in',
    ...choices,
    '  esac',
    '  if [ -n "$words" ]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word"); return; fi',
    '  case ${COMP_WORDS[1]} in',
    ...cases,
    '  esac',
    '  case $word in',
    '    -*) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word") ;;',
    '    *) mapfile -t COMPREPLY < <(if [ -n "$commands" ]; then compgen -c -- "$word"; else compgen -f -- "$word"; fi) ;;',
    '  esac',
    '}',
    'complete -o filenames -F _sgl sgl',
  ];
}

const fishText = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fish(all: readonly Verb[]): string[] {
  const option = (name: string, { long, short, value, help, choices }: Option) =>
    [
      `complete -c sgl -n '__fish_seen_subcommand_from ${name}' -l ${long}`,
      short ? ` -s ${short}` : '',
      value ? ' -r' : '',
      choices ? ` -f -a '${choices.join(' ')}'` : '',
      ` -d ${fishText(help)}`,
    ].join('');
  return all.flatMap(each => [
    `complete -c sgl -n __fish_use_subcommand -f -a ${each.name} -d ${fishText(each.summary)}`,
    ...optionsOf(each).map(item => option(each.name, item)),
    ...(each.program ? [`complete -c sgl -n '__fish_seen_subcommand_from ${each.name}' -a '(__fish_complete_subcommand)'`] : []),
  ]);
}

/** In single quotes: for _describe and _arguments, where colons and brackets mean something. */
const zshText = (text: string) => text.replace(/[\\:[\]]/g, found => `\\${found}`).replaceAll("'", "'\\''");

/** Of its own: bash's needs `mapfile`, which zsh has not, and shows no help texts. */
function zsh(all: readonly Verb[]): string[] {
  const option = ({ long, short, value, help, choices }: Option) => {
    const text = `[${zshText(help)}]${value === undefined ? '' : `:${zshText(value)}:${choices ? `(${choices.join(' ')})` : '_files'}`}`;
    return short === undefined ? `'--${long}${text}'` : `'(-${short} --${long})'{-${short},--${long}}'${text}'`;
  };
  const cases = all.map(each => {
    const rest = each.program
      ? `'(-)1:program:_command_names -e' '*::arguments:_normal'`
      : each.operands === ''
        ? ''
        : `'*:${zshText(each.operands.toLowerCase())}:_files'`;
    return `    ${each.name}) _arguments -s -S ${optionsOf(each).map(option).join(' ')} ${rest} ;;`;
  });
  return [
    '#compdef sgl',
    '_sgl() {',
    '  if (( CURRENT == 2 )); then',
    '    local -a verbs',
    `    verbs=(${all.map(each => `'${each.name}:${zshText(each.summary)}'`).join(' ')})`,
    '    _describe verb verbs',
    '    return',
    '  fi',
    '  local verb=$words[2]',
    '  shift words',
    '  (( CURRENT-- ))',
    '  case $verb in',
    ...cases,
    '  esac',
    '}',
    // as a file of $fpath it is called at once; sourced it tells zsh what it is for
    'if [[ $funcstack[1] == _sgl ]]; then _sgl "$@"; else compdef _sgl sgl; fi',
  ];
}
