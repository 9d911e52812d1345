// The program in use after the call: uniforms with their values, then sources and logs of its shaders.
import type { ProgramView, UniformView } from '../../replay/look/program.js';
import type { Piece } from '../call_line.js';
import type { Inspector } from '../inspector.js';
import { theme } from '../theme.js';
import { type Line, type Panel, textPanel, wrap } from './panel.js';

const number = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value));

function valueText({ values, block, size }: UniformView): string {
  if (block !== undefined) return `in block ${block}`;
  const each = values.map(value => (value.length === 1 ? number(value[0]!) : `(${value.map(number).join(', ')})`));
  return size === 1 ? (each[0] ?? '?') : `[${each.join(', ')}]`;
}

const logLines = (log: string): Line[] =>
  log.trim() === ''
    ? []
    : log
        .trimEnd()
        .split('\n')
        .map((line): Line => [[`  ${line}`, theme.changed]]);

function viewLines(view: ProgramView): Line[] {
  const lines: Line[] = [
    [
      [`program:${view.program}`, theme.bold],
      [view.linked ? '  linked' : '  ! not linked', view.linked ? theme.dim : theme.error],
    ],
    ...logLines(view.log),
  ];
  for (const { name, type, location } of view.attributes)
    lines.push([['in ', theme.dim], [`${type} `, theme.enum], [name], [location >= 0 ? `  at ${location}` : '', theme.dim]]);
  for (const uniform of view.uniforms) {
    const pieces: Piece[] = [
      ['uniform ', theme.dim],
      [`${uniform.type} `, theme.enum],
      [`${uniform.name}${uniform.size > 1 ? `[${uniform.size}]` : ''}`],
    ];
    lines.push([...pieces, [' = ', theme.dim], [valueText(uniform), uniform.block === undefined ? theme.bold : theme.dim]]);
  }
  for (const { name, binding, bytes, buffer } of view.blocks)
    lines.push([
      ['block ', theme.dim],
      [name],
      [`  binding ${binding}, ${bytes} bytes, `, theme.dim],
      [buffer === 0 ? '! no buffer is bound' : `buffer:${buffer}`, buffer === 0 ? theme.changed : theme.object],
    ]);
  if (view.shaders.length === 0) lines.push([['its shaders were detached; u on the program shows who attached them', theme.dim]]);
  for (const { shader, type, source, compiled, log } of view.shaders) {
    lines.push(
      [['']],
      [
        [`shader:${shader} `, theme.group],
        [type, theme.enum],
        [compiled ? '' : '  ! not compiled', theme.error],
      ],
      ...logLines(log),
    );
    const texts = source.trimEnd().split('\n');
    const digits = String(texts.length).length;
    texts.forEach((text, i) => {
      lines.push([[`${String(i + 1).padStart(digits)} `, theme.dim], [text.replaceAll('\t', '    ')]]);
    });
  }
  return lines;
}

function shaderLines(inspector: Inspector, width: number): readonly Line[] {
  if (!inspector.settings.pictures) return [[['This needs a replay, which is turned off (pictures = false).', theme.dim]]];
  const kept = inspector.looking.questions.ask('program', { call: inspector.call });
  if (!kept) return [[[inspector.busy === '' ? 'asking the driver …' : inspector.busy, theme.dim]]];
  return 'problem' in kept ? wrap(kept.problem, width).map(line => [[line]]) : viewLines(kept.value);
}

export const shaderPanel: Panel = { ...textPanel('shader', ({ call }) => `Shader after ${call}`, shaderLines), asksDriver: true };
