// What a program leaves behind that still draws: launchers end as soon as they have started something, daemons end their
// first process. Such processes keep their renderer, as they would keep a driver.
import { readdirSync, readFileSync } from 'node:fs';
import { clientLibrary } from '../host_environment.js';
import { environmentOf } from './environment.js';

/** A process that was started just now may not have loaded its libraries yet. */
const startMs = 1000;
const lookMs = 150;
const sayMs = 2500;

/** Processes of this user that were started with a region's name, and that may still come: they have our library, or are new. */
function coming(region: string, libraryOnly: boolean): number[] {
  const found: number[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!(pid > 0) || environmentOf(pid)?.get('SGL_SHM') !== region) continue;
    if (!libraryOnly || hasClientLibrary(pid)) found.push(pid);
  }
  return found;
}

function hasClientLibrary(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8').includes(clientLibrary);
  } catch {
    return false;
  }
}

/** Who uses a renderer: its clients that have not left. */
export interface Clients {
  readonly staying: readonly { readonly program: string; readonly pid: number }[];
}

/**
 * Waits until nobody is left who draws on a region of one program's own, or could; or until this process is told to end.
 * @param say told once, when it takes long, what is waited for
 */
export async function untilAllHaveLeft(region: string, clients: Clients, say: (line: string) => void): Promise<void> {
  const began = Date.now();
  let said = false;
  let told = false;
  const tell = () => {
    told = true;
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, tell);
  try {
    while (!told) {
      const { staying } = clients;
      const passed = Date.now() - began;
      const names = staying.map(({ program, pid }) => `${program} (process ${pid})`);
      if (names.length === 0) names.push(...coming(region, passed > startMs).map(pid => `process ${pid}`));
      if (names.length === 0) return;
      if (!said && passed > sayMs) {
        said = true;
        say(`the program has ended; the renderer stays for what it left behind, ${names.join(', ')}, or until Ctrl-C`);
      }
      await new Promise(wake => setTimeout(wake, lookMs));
    }
  } finally {
    for (const signal of signals) process.off(signal, tell);
  }
}
