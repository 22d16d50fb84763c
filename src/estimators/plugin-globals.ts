import * as tf from '@tensorflow/tfjs';

/** What estimators share with vae-bench and with each other, as identities by name: `Math.random`. */
export type SharedState = ReadonlyMap<string, unknown>;

/** Built-in objects whose properties, and those of their prototypes, a plugin leaves alone. */
const builtIns = [
  ...['Array', 'ArrayBuffer', 'Boolean', 'DataView', 'Date', 'Error', 'Function', 'Iterator'],
  ...['JSON', 'Map', 'Math', 'Number', 'Object', 'Promise', 'Reflect', 'RegExp', 'Set', 'String'],
  ...['Symbol', 'WeakMap', 'WeakRef', 'Float32Array', 'Float64Array', 'Int8Array', 'Int16Array'],
  ...['Int32Array', 'Uint8Array', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array'],
];

type Entry = readonly [name: string, identity: unknown];

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Own properties of an object; an accessor counts as its getter. */
function propertiesOf(name: string, value: unknown): Entry[] {
  if (!isObject(value)) return [];
  return Reflect.ownKeys(value).map((key): Entry => {
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    return [`${name}.${String(key)}`, property?.get ?? property?.value];
  });
}

function builtInEntries(): Entry[] {
  return builtIns.flatMap((name): Entry[] => {
    const value: unknown = Reflect.get(globalThis, name);
    const prototype: unknown = isObject(value) ? Reflect.get(value, 'prototype') : undefined;
    return [
      [name, value],
      ...propertiesOf(name, value),
      ...propertiesOf(`${name}.prototype`, prototype),
    ];
  });
}

interface Registry {
  readonly flagRegistry: Readonly<
    Record<string, { readonly evaluationFn: () => unknown } | undefined>
  >;
}

const FLAG = 'the TensorFlow.js flag ';

/** Flags that were asked for or set; the others have no value yet. */
const flagEntries = (): Entry[] =>
  Object.entries(tf.env().getFlags()).map(([name, value]): Entry => [`${FLAG}${name}`, value]);

/** Whether a flag that has a value now has that which asking for it gives. */
function isDefault(name: string, value: unknown): boolean {
  // Asking for those outside of a browser prints warnings; nothing here computes with WebGL.
  if (name.startsWith(`${FLAG}WEBGL`)) return true;
  const { flagRegistry } = tf.env() as unknown as Registry;
  const asked = flagRegistry[name.slice(FLAG.length)]?.evaluationFn();
  return asked instanceof Promise || Object.is(asked, value);
}

function kernelEntries(): Entry[] {
  return Object.keys(tf.engine().registryFactory).flatMap((backend) =>
    tf
      .getKernelsForBackend(backend)
      .map(({ kernelName, kernelFunc }): Entry => [
        `the kernel ${kernelName} of ${backend}`,
        kernelFunc,
      ]),
  );
}

/** Looks at everything that a plugin could change under the others' feet. */
export function sharedState(): SharedState {
  return new Map<string, unknown>([
    ...builtInEntries(),
    ...Object.entries(process.env).map(([name, value]): Entry => [`process.env.${name}`, value]),
    ['process.exit', Reflect.get(process, 'exit')],
    ['process.exitCode', process.exitCode],
    ['the working directory', process.cwd()],
    ['the backend of TensorFlow.js', tf.getBackend()],
    ...propertiesOf('tf.Tensor.prototype', tf.Tensor.prototype),
    ...flagEntries(),
    ...kernelEntries(),
  ]);
}

/** Whether something that was not there before changes what was; a kernel of a new backend does not. */
function matters(name: string, value: unknown): boolean {
  return name.startsWith(FLAG) ? !isDefault(name, value) : !name.startsWith('the ');
}

/** Names of what has changed, has gone, or is new where that changes something. */
export function changesSince(before: SharedState): string[] {
  const now = sharedState();
  const touched = [...before].filter(
    ([name, value]) => !now.has(name) || !Object.is(now.get(name), value),
  );
  const added = [...now].filter(([name, value]) => !before.has(name) && matters(name, value));
  return [...touched, ...added].map(([name]) => name);
}
