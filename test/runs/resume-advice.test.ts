import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { ConfigInput } from '../../src/config/schema.ts';
import { configIdentity, contentIdentity, differences } from '../../src/runs/identity.ts';
import type { Identity } from '../../src/runs/identity.ts';
import { resumeAdvice } from '../../src/runs/resume-advice.ts';

const none = { there: undefined, now: undefined };
const between = (earlier: Identity, now: Identity, configs: Parameters<typeof resumeAdvice>[1]) =>
  resumeAdvice(differences(earlier, now), configs, 'flags');

/** The advice when the second configuration is asked for where a run of the first one is. */
function ofSettings(there: ConfigInput, now: ConfigInput, as: 'flags' | 'set' = 'flags'): string[] {
  const configs = { there: configSchema.parse(there), now: configSchema.parse(now) };
  const changed = differences(configIdentity(configs.there), configIdentity(configs.now));
  return resumeAdvice(changed, configs, as);
}

describe('what makes a start resume the run that is there:', () => {
  test('its settings, by flag where there is one', () => {
    const there = {
      batchSize: 4,
      estimator: 'ars',
      model: { leakySlope: 0.1, encoderHidden: [8, 4] },
    };
    expect(ofSettings(there, {})).toEqual([
      "add `--estimator ars --batch-size 4 --set 'model.encoderHidden=[8,4]' --set model.leakySlope=0.1`",
    ]);
    expect(ofSettings(there, {}, 'set')).toEqual([
      "add `--set estimator=ars --set batchSize=4 --set 'model.encoderHidden=[8,4]' --set model.leakySlope=0.1`",
    ]);
  });

  test('a choice without the settings that come with it', () => {
    expect(ofSettings({ optimiser: { name: 'sgd' } }, {})).toEqual(['add `--optimiser sgd`']);
    const momentum = { optimiser: { name: 'momentum', nesterov: true } } as const;
    expect(ofSettings(momentum, { optimiser: { name: 'sgd' } })).toEqual([
      'add `--optimiser momentum --set optimiser.momentum=0.9 --set optimiser.nesterov=true`',
    ]);
  });

  test('an estimator’s own settings, and null', () => {
    const own = { estimatorSettings: { decay: 0.5, mode: '5' } };
    expect(ofSettings(own, { evaluation: { testImages: 10 } })).toEqual([
      'add `--set estimator.decay=0.5 --set \'estimator.mode="5"\' --set evaluation.testImages=null`',
    ]);
  });

  test('a number of samples by file, since the flag is refused where an estimator takes none', () => {
    expect(ofSettings({ samples: 4 }, {})).toEqual([
      'have `"samples": 4` in the configuration file',
    ]);
    expect(ofSettings({}, { samples: 4 })).toEqual([
      'have `"samples": "ars"` in the configuration file',
    ]);
    expect(ofSettings({ samples: 4 }, {}, 'set')).toEqual(['add `--set samples=4`']);
  });

  test('a setting that this version does not have', () => {
    expect(between({ 'model.width': '3' }, {}, none)).toEqual([
      'use a vae-bench that has model.width',
    ]);
  });

  test.each([
    ['onnx: ONNX Runtime 1.30.0, CPU, 2 threads', 'add `--threads 2`'],
    ['wasm: TensorFlow.js 4.22.0, CPU, 1 thread', 'add `--backend wasm`'],
    ['tfjs-node: TensorFlow.js 4.22.0, CPU, 8 threads', 'add `--backend tfjs-node --threads 8`'],
    ['onnx: ONNX Runtime 1.29.0, CPU, 1 thread', 'use "ONNX Runtime 1.29.0, CPU"'],
    ['tfjs-node-gpu: TensorFlow.js 4.22.0, GPU', 'add `--backend tfjs-node-gpu`'],
  ])('the backend %s', (backend, advice) => {
    const now = { backend: 'onnx: ONNX Runtime 1.30.0, CPU, 1 thread' };
    expect(between({ backend }, now, none)).toEqual([advice]);
  });

  test('its data, by their place, or by their contents where the place is the same', () => {
    const [one, other] = [{ directory: '/a b' }, { name: 'idx', directory: '/c' }] as const;
    const data = [contentIdentity({ images: 'abc' }, []), contentIdentity({ images: 'xyz' }, [])];
    const advice = (there: ConfigInput['data'], now: ConfigInput['data']) =>
      between(data[0]!, data[1]!, {
        there: { data: there },
        now: configSchema.parse({ data: now }),
      });
    expect(advice(one, other)).toEqual(["add `--dataset auto --data-dir '/a b'`"]);
    expect(advice(undefined, other)).toEqual(['add `--dataset auto --set data.directory=null`']);
    expect(advice(one, one)).toEqual(['put back the data files with these checksums']);
  });

  test('its plugins, by their place, or by their contents where the place is the same', () => {
    const [then, now] = [contentIdentity({}, ['abc']), contentIdentity({}, ['xyz'])];
    const advice = (there: string[], here: string[]) =>
      between(then, now, { there: { plugins: there }, now: { plugins: here } });
    expect(advice(['/a.mjs'], ['/b.mjs'])).toEqual(['add `--set \'plugins=["/a.mjs"]\'`']);
    expect(advice(['/a.mjs'], ['/a.mjs'])).toEqual(['put back the plugins with these checksums']);
  });

  test('its version', () => {
    expect(between({ 'vae-bench': '0.1.0' }, { 'vae-bench': '0.2.0' }, none)).toEqual([
      'use vae-bench 0.1.0',
    ]);
  });

  test('all of it at once', () => {
    const there = { batchSize: '4', backend: 'wasm: a, 1 thread', 'vae-bench': '0.1.0' };
    const now = { batchSize: '5', backend: 'onnx: b, 2 threads', 'vae-bench': '0.2.0' };
    expect(between(there, now, none)).toEqual([
      'add `--batch-size 4 --backend wasm --threads 1`',
      'use vae-bench 0.1.0',
    ]);
  });
});
