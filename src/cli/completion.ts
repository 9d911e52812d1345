// `sgl completion`: a completion script for bash, from the same tables as the help texts.
import { commonOptions, exitCode, type Verb } from './command.js';
import { verbs } from './verbs.js';

export const verb: Verb = {
  name: 'completion',
  summary: 'Prints a completion script for bash: source <(sgl completion).',
  operands: '',
  options: [],
  async run(args) {
    args.none();
    const all = await Promise.all([...verbs.values()].map(load => load()));
    const cases = all.map(each => {
      const words = [...each.options, ...commonOptions].map(option => `--${option.long}`).join(' ');
      return `    ${each.name}) words='${words}'${each.program ? '; commands=1' : ''} ;;`;
    });
    process.stdout.write(
      [
        '_sgl() {',
        '  local word=${COMP_WORDS[COMP_CWORD]} words="" commands=""',
        '  COMPREPLY=()',
        `  if [ "$COMP_CWORD" = 1 ]; then mapfile -t COMPREPLY < <(compgen -W '${all.map(each => each.name).join(' ')}' -- "$word"); return; fi`,
        '  case ${COMP_WORDS[1]} in',
        ...cases,
        '  esac',
        '  case $word in',
        '    -*) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word") ;;',
        '    *) mapfile -t COMPREPLY < <(if [ -n "$commands" ]; then compgen -c -- "$word"; else compgen -f -- "$word"; fi) ;;',
        '  esac',
        '}',
        'complete -o filenames -F _sgl sgl',
        '',
      ].join('\n'),
    );
    return exitCode.fine;
  },
};
