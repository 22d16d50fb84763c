/** A paper whose claims are judged. */
export interface Paper {
  /** As the estimators' references name it: `Paulus, Maddison, Krause 2021`. */
  readonly citation: string;
  /** Under what it made its claims, where that is not the model, data and settings of this benchmark. */
  readonly conditions?: string;
}

/** The papers, by the name that `--claims` takes: that of the benchmark first, the others by year. */
export const papers = {
  'dong-2021': { citation: 'Dong, Mnih, Tucker 2021' },
  'mnih-2014': {
    citation: 'Mnih and Gregor 2014',
    conditions: 'sigmoid belief networks and autoregressive ones',
  },
  'gu-2016': {
    citation: 'Gu, Levine, Sutskever, Mnih 2016',
    conditions:
      'belief networks of 200 variables; momentum, with the best of several learning rates for each estimator',
  },
  'jang-2017': {
    citation: 'Jang, Gu, Poole 2017',
    conditions:
      '20 variables for C = 10, and 200 for C = 2; images binarised once; the temperature falls to 0.5; ' +
      'momentum, with the best of several learning rates for each estimator',
  },
  'tucker-2017': {
    citation: 'Tucker, Mnih, Maddison, Lawson, Sohl-Dickstein 2017',
    conditions: '200 binary variables in each of one or two layers; batches of 24 images',
  },
  'grathwohl-2018': {
    citation: 'Grathwohl, Choi, Wu, Roeder, Duvenaud 2018',
    conditions:
      '200 binary variables in each of one or two layers; models without hidden layers and Omniglot, too',
  },
  'kool-2019': {
    citation: 'Kool, van Hoof, Welling 2019',
    conditions: 'a sequence model that solves the travelling salesman problem',
  },
  'yin-zhou-2019': {
    citation: 'Yin and Zhou 2019',
    conditions:
      '200 binary variables; images binarised once, in batches of 50; the step with the best validation bound',
  },
  'dong-2020': {
    citation: 'Dong, Mnih, Tucker 2020',
    conditions: 'models without hidden layers and Omniglot, too',
  },
  'dimitriev-2021': {
    citation: 'Dimitriev and Zhou 2021',
    conditions: 'models without hidden layers, Fashion-MNIST and Omniglot, too',
  },
  'paulus-2021': {
    citation: 'Paulus, Maddison, Krause 2021',
    conditions:
      'C = 2, 4, 8 and 16 at one total dimension; images binarised once; momentum, and settings chosen by random ' +
      'search for each estimator',
  },
  'liu-2023': {
    citation: 'Liu, Dong, Liu, Yu, Gao 2023',
    conditions: 'the abstract names the tasks, generative models among them, and no settings',
  },
} as const satisfies Readonly<Record<string, Paper>>;

/** The name of a paper: `paulus-2021`. */
export type PaperName = keyof typeof papers;

export const paperNames = Object.keys(papers) as PaperName[];

/** A paper as what all papers have in common. */
export const paperOf = (name: PaperName): Paper => papers[name];

/** `Dong, Mnih and Tucker (2021)`. */
export const inProse = (name: PaperName): string =>
  papers[name].citation.replace(/, ([^,]+) (\d+)$/, ' and $1 ($2)').replace(/ (\d+)$/, ' ($1)');
