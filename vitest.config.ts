import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

// Set by continuous integration, which counts the tests.
const report = process.env.VITEST_JSON_REPORT;

/** Tests of what a process has one of: TensorFlow.js's backends, environment variables, the clock. */
const alone = [
  'test/backends/**/*.test.ts',
  'test/bench/kernels.test.ts',
  'test/bench/profile.test.ts',
  'test/docs/extending.test.ts',
];

/** Tests that take a minute or more: started last, they would run while the other workers have nothing to do. */
const longest = [
  'test/sweeps/launchers/slurm/slurm-launcher.test.ts',
  'test/runs/faults.test.ts',
  'test/estimators/unbiased.test.ts',
  'test/install/checkout.test.ts',
  'test/install/dependent.test.ts',
  'test/cli/commands/compare/compare.test.ts',
];

/** Long files first, then large ones; those that share processes side by side. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const at = longest.findIndex((name) => moduleId.endsWith(name));
      return at === -1 ? longest.length + Number(project.name === 'alone') : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

const common = {
  pool: 'forks',
  // Numeric tests draw millions of samples; the machine may be shared.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // What a test replaced is not there for the next file.
  restoreMocks: true,
  unstubEnvs: true,
} as const;

export default defineConfig({
  test: {
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    // One more than the cores of continuous integration: tests wait for processes, pages and Slurm.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...common,
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...alone],
          // Files share processes: loading TensorFlow.js takes longer than most of them.
          isolate: false,
        },
      },
      { test: { ...common, name: 'alone', include: alone } },
    ],
  },
});
