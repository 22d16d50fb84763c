import { expect, test, vi } from 'vitest';
import { run } from '../../src/runs/run.ts';
import { Pace } from '../../src/training/pace.ts';
import { Trainer } from '../../src/training/trainer.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { settingWith } from '../support/runs/run-setting.ts';
import { keptArrays } from '../support/runs/safetensors.ts';

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
    const written = async (everySteps: number | null, keep: number[] = []) => {
      steps.mockClear();
      const { options, files } = settingWith(backend, {
        ...{ steps: 21, evaluation: { every: 7, samples: 3 }, checkpoint: { everySteps, keep } },
      });
      await run(options);
      const groups = steps.mock.calls.map(([, count]) => count);
      return { metrics: files.read('metrics.csv'), groups, kept: keptArrays(files) };
    };
    const [single, pairs, free] = [
      await written(1, [0, 5, 10]),
      await written(2),
      await written(0),
    ];
    const kept = await written(0, [0, 5, 10]);
    steps.mockRestore();
    hurry.mockRestore();
    // The first step is taken alone: it is not known yet how long steps take.
    expect(single.groups).toEqual(new Array<number>(21).fill(1));
    expect(pairs.groups).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 2, 2, 2, 2, 1]);
    expect(free.groups).toEqual([1, 6, 7, 7]);
    // A step whose checkpoint is kept ends its group.
    expect(kept.groups).toEqual([1, 4, 2, 3, 4, 7]);
    expect(kept.kept).toEqual(single.kept);
    expect(Object.keys(kept.kept)).toEqual([0, 10, 5].map((step) => `step-${step}.safetensors`));
    expect(kept.metrics).toBe(single.metrics);
    expect(pairs.metrics).toBe(single.metrics);
    expect(free.metrics).toBe(single.metrics);
    expect(single.metrics.trimEnd().split('\n')).toHaveLength(4);
  },
);
