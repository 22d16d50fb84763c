import { parseValue } from '../config/flags.ts';
import { UsageError, VaeBenchError } from '../core/errors.ts';
import type { Named } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import { chooseEstimator } from '../estimators/choose.ts';
import type { ChosenEstimator } from '../estimators/choose.ts';
import type { Estimator } from '../estimators/contract.ts';

/** An estimator that is compared. */
export interface Contender {
  /** As it was asked for: `reinforce-loo:n=10`. */
  readonly label: string;
  /** `REINFORCE LOO, n = 10`. */
  readonly title: string;
  readonly chosen: ChosenEstimator;
  /** An unbiased estimator whose draws with the same uniforms tell its bias better. */
  readonly twin?: ChosenEstimator;
}

/** Estimators that a word stands for and that cannot be drawn here, with the reason. */
export interface LeftOut {
  readonly label: string;
  readonly reason: string;
}

/** The sizes that estimators are chosen for. */
export interface ContenderSizes {
  readonly categories: number;
  readonly variables: number;
  readonly samples: number | 'ars' | 'arsm';
}

/** Words for many estimators, by what they choose. */
const words: Readonly<Record<string, (estimator: Estimator) => boolean>> = {
  all: () => true,
  'all-unbiased': ({ unbiased }) => unbiased,
  'all-biased': ({ unbiased }) => !unbiased,
};

/**
 * Evaluations of f per image beyond which a word does not stand for an estimator: one draw of `exact` at C = 2 and
 * V = 20 takes a million for every image. Named itself, it is drawn.
 */
const MAX_EVALUATIONS_OF_WORDS = 10_000;

/** `n=10:temperature=0.3` as settings, the number of samples among them. */
function settingsIn(label: string, texts: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (name !== undefined && value !== undefined) return [name, parseValue(value)] as const;
      throw new UsageError(
        `"${label}": "${text}" must be <setting>=<value>, such as reinforce-loo:n=10 or rebar:temperature=0.3.`,
      );
    }),
  );
}

/** @throws UsageError for a number of samples that is none, or where there is none. */
function samplesOf(
  label: string,
  n: unknown,
  estimator: Estimator | undefined,
): ContenderSizes['samples'] {
  if (estimator !== undefined && estimator.leastSamples === undefined) {
    const { name, cost } = estimator;
    throw new UsageError(
      `"${label}": ${name} takes no number of samples; it always evaluates f ${cost} times.`,
    );
  }
  if (typeof n === 'number' && Number.isSafeInteger(n) && n > 0) return n;
  if (n === 'ars' || n === 'arsm') return n;
  throw new UsageError(
    `"${label}": n must be a whole number of at least 1, ars or arsm; found ${String(n)}.`,
  );
}

function contender(label: string, sizes: ContenderSizes, table: Named<Estimator>): Contender {
  const [name = '', ...texts] = label.split(':');
  const { n, ...estimatorSettings } = settingsIn(label, texts);
  const known = Object.hasOwn(table, name) ? table[name] : undefined;
  const samples = n === undefined ? sizes.samples : samplesOf(label, n, known);
  const chosen = chooseEstimator({ ...sizes, estimator: name, estimatorSettings, samples }, table);
  const { estimator } = chosen;
  const shown = [
    ...(estimator.leastSamples === undefined ? [] : [`n = ${chosen.samples}`]),
    ...Object.entries(estimatorSettings).map(([key, value]) => `${key} = ${String(value)}`),
  ];
  const { unbiasedTwin } = estimator;
  const twin =
    unbiasedTwin === undefined
      ? {}
      : { twin: chooseEstimator({ ...sizes, estimator: unbiasedTwin, samples }, table) };
  return { label, title: [estimator.title, ...shown].join(', '), chosen, ...twin };
}

/**
 * The estimator that others are compared with, by its label.
 *
 * @throws UsageError for one that does not give the gradient by itself; ConfigError for one that is none.
 */
export function referenceOf(
  label: string,
  sizes: ContenderSizes,
  table: Named<Estimator>,
): ChosenEstimator {
  const { chosen } = contender(label, sizes, table);
  const { unbiased } = chosen.estimator;
  const dimensions = { ...sizes, batch: 1, pixels: 1, samples: chosen.samples };
  const state = chosen.estimator.initialState(dimensions, new RandomStream(0, 'init'));
  if (unbiased && Object.keys(state).length === 0) return chosen;
  throw new UsageError(
    `--reference ${label}: ${unbiased ? 'it learns variables of its own' : 'it is biased'}. ` +
      'Use an unbiased estimator without variables, such as reinforce-loo or local-expectation.',
  );
}

/**
 * The estimators that a list names, each once: names, with settings after colons, and words for many. What a word
 * stands for is left out where these sizes do not allow it, or where it would take far too many evaluations.
 *
 * @throws UsageError and ConfigError for what is named itself and cannot be drawn.
 */
export function contendersOf(
  labels: readonly string[],
  sizes: ContenderSizes,
  table: Named<Estimator>,
): { readonly contenders: readonly Contender[]; readonly leftOut: readonly LeftOut[] } {
  const contenders = new Map<string, Contender>();
  const leftOut = new Map<string, LeftOut>();
  for (const label of labels) {
    const belongs = words[label];
    if (belongs === undefined) {
      contenders.set(label, contender(label, sizes, table));
      continue;
    }
    for (const [name, estimator] of Object.entries(table)) {
      if (!belongs(estimator) || contenders.has(name)) continue;
      try {
        const found = contender(name, sizes, table);
        const { evaluations } = found.chosen;
        if (evaluations > MAX_EVALUATIONS_OF_WORDS) {
          const reason = `it evaluates f ${evaluations} times for an image. Name it to draw it all the same.`;
          leftOut.set(name, { label: name, reason });
          continue;
        }
        contenders.set(name, found);
      } catch (error) {
        if (!(error instanceof VaeBenchError)) throw error;
        const reason = error.message.split('\n').at(-1)?.trim() ?? '';
        leftOut.set(name, { label: name, reason });
      }
    }
  }
  return { contenders: [...contenders.values()], leftOut: [...leftOut.values()] };
}
