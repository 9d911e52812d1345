// Copying through the terminal: OSC 52, which works over ssh too; inside tmux by its pass-through as well.

/** The sequence that puts a text onto the clipboard of whoever sits at the terminal. */
export function copyText(text: string, env: NodeJS.ProcessEnv = process.env): string {
  const sequence = `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
  // tmux takes OSC 52 itself (set-clipboard), and the wrapped one on to its own terminal where that is allowed.
  return env.TMUX ? `${sequence}\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\` : sequence;
}
