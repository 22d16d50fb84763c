import { existsSync } from 'node:fs';
import { relative, resolve as absolute } from 'node:path';
import { StoppedError } from '../../../core/stop-errors.ts';
import { UsageError } from '../../../core/errors.ts';
import { systemCode } from '../../../core/file-system.ts';
import { shownPath } from '../../../core/text.ts';
import { columnsFor } from '../../../figures/columns.ts';
import { shownMetrics } from '../../../metrics/table.ts';
import { liveReport, reportPage } from '../../../figures/report/page.ts';
import type { ReportInput } from '../../../figures/report/page.ts';
import { together } from '../../../figures/folders.ts';
import { readResults } from '../../../figures/results.ts';
import type { Results } from '../../../figures/results.ts';
import { readLogTail } from '../../../run-files/log-tail.ts';
import { RunReader } from '../../../run-files/run-reader.ts';
import { walkResults } from '../../../run-files/walk.ts';
import { fingerprint } from '../../../figures/watch/fingerprint.ts';
import { Revisions } from '../../../figures/watch/revisions.ts';
import { serveReport } from '../../../figures/watch/server.ts';
import type { WatchServer } from '../../../figures/watch/server.ts';
import { reportInput } from '../../figures/report-input.ts';
import { tell } from '../../terminal/output.ts';
import { listenForStops } from '../../terminal/signals.ts';
import type { WatchOptions } from './command.ts';

/** Folders that are looked at again and again: what has not changed is neither read nor computed again. */
class WatchedFolders {
  readonly #folders: readonly string[];
  readonly #options: Omit<WatchOptions, 'folders'>;
  readonly #reader = new RunReader(columnsFor(shownMetrics));
  #results: Results | undefined;
  #fingerprint = '';

  constructor(folders: readonly string[], options: Omit<WatchOptions, 'folders'>) {
    this.#folders = folders;
    this.#options = options;
  }

  /** A text that differs when files of the folders do. */
  get fingerprint(): string {
    return this.#folders.map(fingerprint).join('\n');
  }

  /** What the folders hold; nothing while they are not there. */
  get #now(): Results {
    return together(
      this.#folders.map((folder) =>
        existsSync(folder)
          ? readResults(folder, this.#reader)
          : {
              ...{ folder: absolute(folder), seeds: [], comparisons: [] },
              ...{ unreadable: [], damages: [] },
            },
      ),
    );
  }

  /** Which runs are alive is looked at each time: it is no matter of files alone. */
  input(): ReportInput {
    const before = this.#fingerprint;
    this.#fingerprint = this.fingerprint;
    if (this.#results === undefined || before !== this.#fingerprint) this.#results = this.#now;
    return reportInput(this.#results, this.#folders, this.#reader, this.#options);
  }

  /** Only runs that are there have a log to show: no path that a request makes up is read. */
  log(run: string): string | undefined {
    // Their paths begin where the folders have come together.
    const { folder } = this.#results ?? this.#now;
    const runs = this.#folders
      .filter((one) => existsSync(one))
      .flatMap((one) => walkResults(absolute(one)).runs);
    const found = runs.find(({ directory: { path } }) => (relative(folder, path) || '.') === run);
    return found && readLogTail(found.directory).join('\n');
  }
}

async function serve({ folders, ...options }: WatchOptions): Promise<WatchServer> {
  const results = new WatchedFolders(folders, options);
  const revisions = new Revisions();
  const watched = {
    page: async () => {
      const input = results.input();
      return reportPage(input, revisions.add(await liveReport(input)));
    },
    report: async (since: string | null) => {
      const now = await liveReport(results.input());
      revisions.add(now);
      const update = revisions.since(since, now.time);
      return update && JSON.stringify(update);
    },
    log: (run: string) => results.log(run),
    // Runs go silent without writing: what is running is looked at by the minute, too.
    state: () => `${results.fingerprint}\n${Math.floor(Date.now() / 60_000)}`,
  };
  try {
    return await serveReport(watched, options);
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const problem = code === 'EADDRINUSE' ? 'is in use' : 'may not be used';
    throw new UsageError(`--port ${options.port} ${problem}. Choose another, or 0 for any.`, {
      cause: error,
    });
  }
}

/**
 * Serves the report of folders until a signal ends it; they may fill later.
 *
 * @throws {StoppedError} then, for its exit code.
 */
export async function watch(options: WatchOptions): Promise<void> {
  const server = await serve(options);
  // Before the line that offers ^C, which may come at once.
  const stopped = new Promise<string>((resolve) => {
    listenForStops(resolve);
  });
  const names = options.folders.map((folder) => shownPath(absolute(folder)));
  const are = names.length === 1 ? 'is' : 'are';
  tell(`${names.join(' and ')} ${are} at ${server.url} (^C ends this)\n`);
  const signal = await stopped;
  await server.close();
  throw new StoppedError(signal);
}
