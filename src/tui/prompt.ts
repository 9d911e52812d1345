// Typing into the bottom line: an answer to a prompt, with the usual keys.
import { completeCommand } from './colon.js';
import type { Inspector } from './inspector.js';
import type { InputEvent } from './terminal/input.js';

/** Takes an event while a prompt is open. */
export function typeInto(inspector: Inspector, event: InputEvent): void {
  const { prompt } = inspector;
  if (!prompt) return;
  if (event.kind === 'paste') insert(inspector, event.text.replace(/\s+/g, ' '));
  if (event.kind !== 'key') return;
  const { key } = event;
  const characters = [...prompt.text];
  switch (key) {
    case 'escape':
    case 'C-c':
    case 'C-g':
      inspector.prompt = undefined;
      break;
    case 'enter': {
      inspector.prompt = undefined;
      const { text, before, done } = prompt;
      if (text !== '' && before.at(-1) !== text) before.push(text);
      done(text);
      break;
    }
    case 'backspace':
      if (prompt.text === '') inspector.prompt = undefined;
      else if (prompt.at > 0) change(inspector, characters.toSpliced(prompt.at - 1, 1), prompt.at - 1);
      break;
    case 'delete':
      change(inspector, characters.toSpliced(prompt.at, 1), prompt.at);
      break;
    case 'left':
      prompt.at = Math.max(0, prompt.at - 1);
      break;
    case 'right':
      prompt.at = Math.min(characters.length, prompt.at + 1);
      break;
    case 'home':
    case 'C-a':
      prompt.at = 0;
      break;
    case 'end':
    case 'C-e':
      prompt.at = characters.length;
      break;
    case 'C-u':
      change(inspector, characters.slice(prompt.at), 0);
      break;
    case 'C-w': {
      const kept = characters
        .slice(0, prompt.at)
        .join('')
        .replace(/\S+\s*$/, '');
      change(inspector, [...kept, ...characters.slice(prompt.at)], [...kept].length);
      break;
    }
    case 'up':
    case 'down': {
      prompt.recalled = Math.max(0, Math.min(prompt.before.length, prompt.recalled + (key === 'up' ? -1 : 1)));
      const text = prompt.before[prompt.recalled] ?? '';
      change(inspector, [...text], [...text].length);
      break;
    }
    case 'tab':
      if (prompt.label === ':') {
        const text = completeCommand(prompt.text);
        change(inspector, [...text], [...text].length);
      }
      break;
    case 'space':
      insert(inspector, ' ');
      break;
    default:
      if ([...key].length === 1) insert(inspector, key);
  }
  inspector.changed();
}

function insert(inspector: Inspector, text: string): void {
  const { prompt } = inspector;
  if (!prompt) return;
  const typed = [...text];
  change(inspector, [...prompt.text].toSpliced(prompt.at, 0, ...typed), prompt.at + typed.length);
}

function change({ prompt }: Inspector, characters: readonly string[], at: number): void {
  if (!prompt) return;
  prompt.text = characters.join('');
  prompt.at = at;
}
