// JSON-RPC 2.0 on lines: one message a line, answered in order. Who serves says what the methods do.

export interface RpcRequest {
  readonly method: string;
  readonly params: unknown;
}

export const RPC = { parse: -32700, request: -32600, method: -32601, params: -32602, failed: -32000 } as const;

/** An answer that is an error. */
export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export type Serve = (request: RpcRequest) => Promise<unknown>;

type Message = { readonly jsonrpc?: unknown; readonly id?: unknown; readonly method?: unknown; readonly params?: unknown };

async function answer(message: unknown, serve: Serve): Promise<unknown> {
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    return failure(null, RPC.request, 'a request is an object');
  const { jsonrpc, id, method, params } = message as Message;
  if (id !== undefined && id !== null && typeof id !== 'string' && typeof id !== 'number')
    return failure(null, RPC.request, 'the id of a request is a text or a number');
  const isNotification = id === undefined;
  if (jsonrpc !== '2.0' || typeof method !== 'string') return failure(id ?? null, RPC.request, 'a request has jsonrpc "2.0" and a method');
  try {
    const result = await serve({ method, params });
    return isNotification ? undefined : { jsonrpc: '2.0', id, result: result ?? null };
  } catch (error) {
    if (isNotification) return undefined;
    const { message: text } = error as Error;
    return failure(id, error instanceof RpcError ? error.code : RPC.failed, text);
  }
}

const failure = (id: unknown, code: number, message: string) => ({ jsonrpc: '2.0', id, error: { code, message } });

/** The answer to one line; undefined: there is none to give. */
export async function answerLine(line: string, serve: Serve): Promise<string | undefined> {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return JSON.stringify(failure(null, RPC.parse, 'the line is no JSON'));
  }
  if (!Array.isArray(message)) {
    const one = await answer(message, serve);
    return one === undefined ? undefined : toJson(one);
  }
  if (message.length === 0) return toJson(failure(null, RPC.request, 'an empty batch'));
  const answers: unknown[] = [];
  for (const each of message) answers.push(await answer(each, serve));
  const given = answers.filter(each => each !== undefined);
  return given.length === 0 ? undefined : toJson(given);
}

/** Numbers of 64 bits become plain ones. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? Number(each) : each));
}

/** Serves lines of `input` until it ends. */
export async function serveLines(input: AsyncIterable<string>, write: (text: string) => void, serve: Serve): Promise<void> {
  for await (const line of input) {
    if (line.trim() === '') continue;
    const reply = await answerLine(line, serve);
    if (reply !== undefined) write(`${reply}\n`);
  }
}
