import { existsSync } from 'node:fs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Backend } from '../../src/backends/backend.ts';
import { configSchema } from '../../src/config/schema.ts';
import { nodeFileSystem } from '../../src/core/file-system.ts';
import type { FileSystem } from '../../src/core/file-system.ts';
import { metricsColumns } from '../../src/metrics/columns.ts';
import { timingColumns } from '../../src/runs/columns.ts';
import { warnUser } from '../../src/processes/warnings.ts';
import { run } from '../../src/runs/run.ts';
import type { MetricsEvent, TrainingEvent } from '../../src/training/train.ts';
import { backendFor } from '../support/backends.ts';
import { faultyFileSystem } from '../support/runs/faulty-file-system.ts';
import { settingWith } from '../support/runs/run-setting.ts';

/** pino's number for warnings. */
const WARN = 40;

const isMetrics = (event: TrainingEvent): event is MetricsEvent => event.type === 'metrics';

describe('a run', () => {
  test('writes every measurement’s numbers with all their digits', async () => {
    const { options, files } = settingWith(await backendFor('cpu'));
    const events: TrainingEvent[] = [];
    const result = await run({ ...options, onEvent: (event) => events.push(event) });
    const measured = events.filter(isMetrics);
    const pick = (event: MetricsEvent) =>
      Object.fromEntries(metricsColumns.map((column) => [column, event[column]]));
    expect(files.rows('metrics.csv')).toEqual(measured.map(pick));
    expect(measured.map(({ step }) => step)).toEqual([2, 4, 5]);
    expect(result.final).toEqual(measured.at(-1));
    expect(result.directory.path).toBe(files.path);
  });

  test('writes what may differ between runs to timing.csv', async () => {
    const { options, files } = settingWith(await backendFor('cpu'));
    await run(options);
    const rows = files.rows('timing.csv');
    expect(Object.keys(rows[0]!)).toEqual(timingColumns);
    expect(rows.map(({ step }) => step)).toEqual([2, 4, 5]);
    for (const row of rows) expect(Object.values(row).every(Number.isFinite)).toBe(true);
  });

  test('stores the configuration with its own seed alone', async () => {
    const { options, files } = settingWith(await backendFor('cpu'));
    await run(options);
    expect(configSchema.parse(files.config)).toEqual({ ...options.config, seeds: [2] });
  });

  test('prints what it logs from level info on', async () => {
    const { options, files, printed } = settingWith(await backendFor('cpu'));
    await run(options);
    const messages = files.log.filter(({ level }) => Number(level) >= 30).map(({ msg }) => msg);
    expect(messages.length).toBeGreaterThanOrEqual(4);
    for (const message of messages) expect(printed.text).toContain(`INFO: ${String(message)}\n`);
    expect(printed.text).not.toContain('run started');
  });

  test.each<[string, string, boolean, RegExp]>([
    ['a full disk, with a checkpoint,', 'ENOSPC', true, /kept; the same command resumes from/],
    ['a full disk at its beginning', 'ENOSPC', false, /free some space\.$/],
    ['a file system that became read-only', 'EROFS', true, /another folder with --out\.$/],
  ])('that meets %s promises what is true', async (_, code, later, message) => {
    const { options, files } = settingWith(await backendFor('cpu'), {
      checkpoint: { everySteps: 1 },
    });
    const fs = faultyFileSystem(({ name }) => {
      const due = !later || existsSync(files.file('checkpoint.safetensors'));
      return name === 'write' && due ? code : undefined;
    });
    await expect(run({ ...options, fs })).rejects.toThrow(message);
  });

  test('logs what its backend warns of, once, in its file and on the console', async () => {
    const backend = await backendFor('cpu');
    const warning: Backend = {
      ...{ name: 'cpu', description: 'cpu: with warnings' },
      compile: (program, shapes) => {
        warnUser('The CPU computes this.', 'W_FALLBACK');
        return backend.compile(program, shapes);
      },
      compileLoop: (program, shapes) => backend.compileLoop(program, shapes),
    };
    const { options, files, printed } = settingWith(warning);
    await run(options);
    const warnings = files.log.filter(({ level }) => level === WARN);
    expect(warnings.map(({ msg }) => msg)).toEqual(['The CPU computes this.']);
    expect(printed.text.match(/WARN: The CPU computes this\./g)).toHaveLength(1);

    // The run has ended: its log is no longer told.
    const emitted = vi.spyOn(process, 'emitWarning').mockReturnValue();
    warnUser('later', 'W_FALLBACK');
    expect(emitted).toHaveBeenCalledOnce();
    expect(files.log.some(({ msg }) => msg === 'later')).toBe(false);
    emitted.mockRestore();
  });

  test('that is complete already is not run again', async () => {
    const { options, files, printed } = settingWith(await backendFor('cpu'));
    await run(options);
    const [before, text] = [files.bytes, printed.text];
    expect(await run(options)).toMatchObject({ final: null });
    expect([files.bytes, printed.text]).toEqual([before, text]);
  });

  test('writes no file with a longer path than is checked before', async () => {
    const { options } = settingWith(await backendFor('cpu'), { tensorboard: true });
    const paths: string[] = [];
    const fs = new Proxy(nodeFileSystem, {
      get(target, key) {
        const original = target[key as keyof FileSystem] as (...args: unknown[]) => unknown;
        return (...args: unknown[]) => {
          paths.push(...args.slice(0, 2).filter((arg) => typeof arg === 'string'));
          return original(...args);
        };
      },
    });
    const { directory } = await run({ ...options, fs });
    expect(paths.length).toBeGreaterThan(20);
    const [longest] = paths.sort((one, other) => other.length - one.length);
    expect(longest!.length).toBeLessThanOrEqual(directory.longest.length);
    expect(longest!.length).toBeGreaterThan(`${directory.path}/checkpoint.safetensors`.length);
  });

  test('that is told to stop is interrupted after the present step', async () => {
    const { options, files } = settingWith(await backendFor('cpu'), { steps: 1000 });
    const controller = new AbortController();
    const running = run({
      ...options,
      signal: controller.signal,
      onEvent: ({ type, step }) => {
        if (type === 'step' && step === 3) controller.abort('the caller');
      },
    });
    // Steps 3 and 4 may be taken at once; nothing beyond the next measurement is.
    await expect(running).rejects.toThrow(/Stopped by the caller after step [34]/);
    expect(files.record).toMatchObject({ status: 'interrupted' });
    expect([3, 4]).toContain(files.record.steps_done);
    expect(files.rows('metrics.csv').map(({ step }) => step)).toEqual([2]);
  });

  test('whose backend fails is failed, and keeps its rows', async () => {
    const cpu = await backendFor('cpu');
    let broken = false;
    const fragile: Backend = {
      ...{ name: 'fragile', description: 'fragile: cpu until it breaks' },
      compile: (program, shapes) => {
        const compiled = cpu.compile(program, shapes);
        return (inputs) => (broken ? Promise.reject(new Error('out of memory')) : compiled(inputs));
      },
      compileLoop: (program, shapes) => {
        const compiled = cpu.compileLoop(program, shapes);
        return (inputs) => (broken ? Promise.reject(new Error('out of memory')) : compiled(inputs));
      },
    };
    onTestFinished(() => {
      broken = false;
    });
    const { options, files } = settingWith(fragile);
    const running = run({
      ...options,
      onEvent: ({ type }) => {
        broken = type === 'metrics';
      },
    });
    await expect(running).rejects.toThrow('out of memory');
    expect(files.record).toMatchObject({
      status: 'failed',
      reason: 'out of memory',
      backend: { name: 'fragile' },
    });
    expect(files.rows('metrics.csv').map(({ step }) => step)).toEqual([2]);
  });
});
