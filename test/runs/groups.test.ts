import { expect, test, vi } from 'vitest';
import { run } from '../../src/runs/run.ts';
import { Pace } from '../../src/training/pace.ts';
import { Trainer } from '../../src/training/trainer.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { settingWith } from '../support/runs/run-setting.ts';

test.each(testedBackends)(
  'metrics.csv on %s is the same to the byte whatever groups the steps are taken in',
  async (name) => {
    const backend = await backendFor(name);
    const steps = vi.spyOn(Trainer.prototype, 'steps');
    // As on a fast machine, whatever else this one does.
    const took = Reflect.get<Pace, 'took'>(Pace.prototype, 'took');
    const hurry = vi.spyOn(Pace.prototype, 'took').mockImplementation(function (this: Pace) {
      took.call(this, 0.001);
    });
    const written = async (everySteps: number | null) => {
      steps.mockClear();
      const { options, files } = settingWith(backend, {
        ...{ steps: 21, evaluation: { every: 7, samples: 3 }, checkpoint: { everySteps } },
      });
      await run(options);
      const groups = steps.mock.calls.map(([, count]) => count);
      return { metrics: files.read('metrics.csv'), groups };
    };
    const [single, pairs, free] = [await written(1), await written(2), await written(0)];
    steps.mockRestore();
    hurry.mockRestore();
    // The first step is taken alone: it is not known yet how long steps take.
    expect(single.groups).toEqual(new Array<number>(21).fill(1));
    expect(pairs.groups).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 2, 2, 2, 2, 1]);
    expect(free.groups).toEqual([1, 6, 7, 7]);
    expect(pairs.metrics).toBe(single.metrics);
    expect(free.metrics).toBe(single.metrics);
    expect(single.metrics.trimEnd().split('\n')).toHaveLength(4);
  },
);
