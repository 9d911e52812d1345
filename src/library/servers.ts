// A trace served to other programs: by JSON-RPC methods of its own (`sgl session`), and as tools of the Model Context Protocol
// (`sgl mcp`, modelcontextprotocol.io, revision 2025-06-18; its transport is the same lines of JSON-RPC).
import { RPC, RpcError, type Serve, toJson } from './json_rpc.js';
import { inputSchema, methodNamed, methods, type ParameterSchema, Params } from './methods.js';
import { LibraryError, Trace } from './trace.js';

/** Methods of one trace. Pictures come as base64 in `png`. */
export function sessionServer(trace: Trace): Serve {
  return async ({ method: name, params }) => {
    if (name === 'methods')
      return methods.map(method => ({ name: method.name, description: method.description, params: inputSchema(method) }));
    const method = methodNamed(name);
    if (!method) throw new RpcError(RPC.method, `there is no method ${name}; \`methods\` lists them`);
    try {
      const { data, png } = await method.run(trace, new Params(method, params));
      return png ? { ...(data as object), png: Buffer.from(png).toString('base64') } : data;
    } catch (error) {
      if (error instanceof LibraryError) throw new RpcError(RPC.params, error.message);
      throw error;
    }
  };
}

const VERSIONS = ['2025-06-18', '2025-03-26', '2024-11-05'];

/** Traces stay open between calls of tools. `only`: the one trace that tools work on; else each takes a path. */
export class McpServer {
  readonly #traces = new Map<string, Trace>();
  readonly #only: string | undefined;
  readonly #version: string;

  constructor(version: string, only?: string) {
    this.#version = version;
    this.#only = only;
  }

  readonly serve: Serve = async ({ method, params }) => {
    switch (method) {
      case 'initialize': {
        const asked = (params as { protocolVersion?: unknown } | undefined)?.protocolVersion;
        return {
          protocolVersion: VERSIONS.includes(asked as string) ? asked : VERSIONS[0],
          capabilities: { tools: {} },
          serverInfo: { name: 'sgl', version: this.#version },
          instructions:
            'Recorded OpenGL traces. Calls count from 0 through the whole trace, frames too; begin with info, errors and passes.',
        };
      }
      case 'notifications/initialized':
      case 'notifications/cancelled':
      case 'ping':
        return {};
      case 'tools/list':
        return {
          tools: methods.map(each => ({ name: each.name, description: each.description, inputSchema: inputSchema(each, this.#own()) })),
        };
      case 'tools/call':
        return this.#call(params);
      default:
        throw new RpcError(RPC.method, `there is no method ${method}`);
    }
  };

  #own(): Readonly<Record<string, ParameterSchema>> {
    return this.#only === undefined ? { trace: { type: 'string', description: 'path of the trace file' } } : {};
  }

  async #call(params: unknown): Promise<unknown> {
    const { name, arguments: given } = (params ?? {}) as { name?: unknown; arguments?: unknown };
    const method = typeof name === 'string' ? methodNamed(name) : undefined;
    if (!method) throw new RpcError(RPC.params, `there is no tool ${String(name)}`);
    try {
      const { trace: path, ...rest } = (given ?? {}) as Record<string, unknown>;
      const file = this.#only ?? path;
      if (typeof file !== 'string') throw new LibraryError(`${method.name} needs trace: the path of the trace file`);
      const { data, png } = await method.run(this.#open(file), new Params(method, rest));
      const picture = png ? [{ type: 'image', data: Buffer.from(png).toString('base64'), mimeType: 'image/png' }] : [];
      return { content: [{ type: 'text', text: toJson(data) }, ...picture] };
    } catch (error) {
      // what went wrong is for the model to read, not a failure of the protocol
      return { content: [{ type: 'text', text: (error as Error).message }], isError: true };
    }
  }

  #open(file: string): Trace {
    let trace = this.#traces.get(file);
    if (!trace) {
      trace = Trace.open(file);
      this.#traces.set(file, trace);
    }
    return trace;
  }

  close(): void {
    for (const trace of this.#traces.values()) trace.close();
  }
}
