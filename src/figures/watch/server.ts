import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server serves. Every request looks at the files. */
export interface Watched {
  /** The page. */
  page(): Promise<string>;
  /** What has changed since a revision of it, as JSON; undefined when nothing has. */
  report(since: string | null): Promise<string | undefined>;
  /** The log of a run by its name on the page, as text; undefined when the page shows no such run. */
  log(run: string): string | undefined;
  /** A text that differs when the files do. */
  state(): string;
}

/** A server that runs. */
export interface WatchServer {
  readonly url: string;
  /** Ends open connections and stops. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * A page of another site can make a browser ask this server under a name of its own (DNS rebinding);
 * such requests name that host.
 */
function isOwn({ headers }: IncomingMessage): boolean {
  const name = headers.host?.replace(/:\d+$/, '');
  return name === HOST || name === 'localhost';
}

const common = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...common, 'Content-Type': `${type}; charset=utf-8` });
  response.end(body);
}

/** Pages that are open, each told when something has changed. */
class Listeners {
  readonly #open = new Set<ServerResponse>();

  add(response: ServerResponse): void {
    response.writeHead(200, { ...common, 'Content-Type': 'text/event-stream' });
    // The page fetches once when it connects: what it shows may be older than its connection.
    response.write('retry: 2000\nevent: change\ndata:\n\n');
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }

  get count(): number {
    return this.#open.size;
  }

  tell(message: string): void {
    for (const response of this.#open) response.write(message);
  }

  end(): void {
    for (const response of this.#open) response.end();
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  watched: Watched,
  listeners: Listeners,
): Promise<void> {
  const { pathname: path, searchParams } = new URL(request.url ?? '/', `http://${HOST}`);
  if (!isOwn(request)) {
    answer(response, 403, 'text/plain', `Only http://${HOST} is served.\n`);
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    answer(response, 405, 'text/plain', 'Only GET is served.\n');
  } else if (path === '/') {
    answer(response, 200, 'text/html', await watched.page());
  } else if (path === '/report.json') {
    const report = await watched.report(searchParams.get('since'));
    if (report !== undefined) answer(response, 200, 'application/json', report);
    else response.writeHead(204, common).end();
  } else if (path === '/log') {
    const log = watched.log(searchParams.get('run') ?? '');
    if (log === undefined) answer(response, 404, 'text/plain', 'There is no such run.\n');
    else answer(response, 200, 'text/plain', log);
  } else if (path === '/events') {
    listeners.add(response);
  } else {
    answer(response, 404, 'text/plain', 'There is only one page: /\n');
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/**
 * Reading many long runs takes seconds: for this many times as long nothing is read again, so that the page
 * does not take the machine from the runs that it follows.
 */
const REST = 4;

/** Comments keep connections open that carry nothing for long. */
const COMMENT_EVERY = 15;

/**
 * Serves a page on 127.0.0.1 and tells it when what it shows has changed. An error while reading files
 * becomes an answer of status 500; the server keeps serving.
 *
 * @param port - 0 takes any that is free.
 * @param interval - seconds between two looks at the files, while a page is open.
 * @throws an error of the operating system when the port cannot be used.
 */
export async function serveReport(
  watched: Watched,
  { port, interval }: { readonly port: number; readonly interval: number },
): Promise<WatchServer> {
  const listeners = new Listeners();
  let restUntil = 0;
  const report = async (since: string | null) => {
    const started = performance.now();
    const text = await watched.report(since);
    const ended = performance.now();
    restUntil = ended + REST * (ended - started);
    return text;
  };
  const server = createServer((request, response) => {
    handle(request, response, { ...watched, report }, listeners).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.end();
      else answer(response, 500, 'text/plain', `${message}\n`);
    });
  });
  const chosen = await listen(server, port);
  let last = watched.state();
  let looks = 0;
  const timer = setInterval(() => {
    if (listeners.count === 0 || performance.now() < restUntil) return;
    looks += 1;
    const now = watched.state();
    if (now !== last) listeners.tell('event: change\ndata:\n\n');
    else if (looks % Math.ceil(COMMENT_EVERY / interval) === 0) listeners.tell(':\n\n');
    last = now;
  }, 1000 * interval);
  return {
    url: `http://${HOST}:${chosen}/`,
    close: async () => {
      clearInterval(timer);
      listeners.end();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
