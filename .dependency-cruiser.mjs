// The layers of docs/architecture.md, top first. A module may import from its own layer and from those below it.
const layers = [
  'cli',
  'benchmarks',
  'exports',
  'sweeps',
  'figures',
  'comparisons',
  'runs',
  'training',
  'run-files',
  'config',
  'models',
  'estimators',
  'networks',
  'distributions',
  'backends',
  'optimisers',
  'datasets',
  'metrics',
  'processes',
  'core',
];

const pointsUp = layers.slice(1).map((layer, index) => ({
  name: `${layer}-imports-down-only`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: `^src/(${layers.slice(0, index + 1).join('|')})/` },
}));

const only = (name, packagePath, allowed) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: allowed },
  to: { path: packagePath },
});

export default {
  forbidden: [
    ...pointsUp,
    only('commander-in-cli-only', 'node_modules/commander', '^src/cli/'),
    only('pino-in-one-file', 'node_modules/pino', '^src/runs/log\\.ts$'),
    only(
      'csv-writer-where-csv-is-written',
      'node_modules/csv-writer',
      '^src/(runs/csv|comparisons/csv|figures/tables/formats|exports/csv)\\.ts$',
    ),
    only('parquet-in-one-file', 'node_modules/hyparquet', '^src/exports/parquet\\.ts$'),
    only('vega-in-plots-only', 'node_modules/(vega|@resvg)', '^src/(figures/plot|types)/'),
    only('uplot-in-the-browser-only', 'node_modules/uplot', '^src/figures/browser/'),
    {
      name: 'browser-code-is-bundled',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/figures/browser/' },
      to: { path: '^src/figures/browser/' },
    },
    {
      name: 'figures-read-files-only',
      severity: 'error',
      from: { path: '^src/figures/' },
      to: {
        path: '^src/',
        // The light rows of the estimators: titles and colours.
        pathNot:
          '^src/(figures|run-files|config|metrics|core|types)/|^src/estimators/(table|palette)\\.ts$',
      },
    },
    only('onnx-in-its-backend-only', 'node_modules/onnxruntime', '^src/backends/onnx/'),
    {
      name: 'onnx-is-a-library-of-its-own',
      severity: 'error',
      from: { path: '^src/backends/onnx/' },
      to: { path: '^src/', pathNot: '^src/backends/onnx/' },
    },
    {
      name: 'onnx-needs-three-packages',
      severity: 'error',
      from: { path: '^src/backends/onnx/' },
      to: {
        dependencyTypes: ['npm'],
        pathNot: 'node_modules/(@tensorflow/tfjs|onnxruntime-node|onnxruntime-common|protobufjs)/',
      },
    },
    only(
      'protobufs-where-they-are-written',
      'node_modules/protobufjs',
      '^src/backends/onnx/model-proto\\.ts$|^src/runs/tensorboard/event\\.ts$',
    ),
    only('adm-zip-in-one-file', 'node_modules/adm-zip', '^src/datasets/formats/npz\\.ts$'),
    only('crc-32-in-one-file', 'node_modules/crc-32', '^src/runs/tensorboard/record\\.ts$'),
    only(
      'no-tensorflow-in-the-lower-layers',
      'node_modules/@tensorflow',
      '^src/(backends|benchmarks|comparisons|distributions|estimators|models|networks|optimisers|training)/|^src/index\\.ts$',
    ),
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      // Cycles of types count.
      to: { circular: true },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      // What runs in a browser is bundled when vae-bench is built.
      from: { path: '^src/', pathNot: '^src/figures/browser/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@tensorflow/tfjs-node' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
