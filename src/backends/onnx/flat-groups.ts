import type { LoopShapes } from './contract.ts';
import type { Value } from './graph.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { reshape } from './lowering.ts';
import { sizeOf } from './shapes.ts';
import type { Shape } from './shapes.ts';

/** Every WebGPU lets a kernel use eight buffers: the flat array, and those that it consists of. */
const MOST_MEMBERS = 7;
/** Every WebGPU has buffers of 128 MiB. */
const MOST_ELEMENTS = 2 ** 25;

/** An array that is carried as a part of a flat one. */
interface Member {
  readonly name: string;
  readonly shape: Shape;
}

/** Carried arrays that one flat array stands for. */
export interface FlatGroup {
  /** Of the flat array. */
  readonly name: string;
  /** In the order in which they stand in it. */
  readonly members: readonly Member[];
}

const lengthOf = (members: readonly Member[]) =>
  members.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Cuts a list where a device takes no more in one array. */
function inPieces(members: readonly Member[]): Member[][] {
  const pieces: Member[][] = [];
  for (const member of members) {
    const piece = pieces.at(-1);
    const full =
      piece === undefined ||
      piece.length === MOST_MEMBERS ||
      lengthOf([...piece, member]) > MOST_ELEMENTS;
    if (full) pieces.push([member]);
    else piece.push(member);
  }
  return pieces;
}

/**
 * What is alike, in groups of two and more that a device takes.
 *
 * @throws TypeError for a name that is not carried.
 */
export function flatGroups({ alike = [], carried }: LoopShapes): FlatGroup[] {
  return alike
    .map((names) =>
      names.map((name) => {
        const shape = carried[name];
        if (shape === undefined) throw new TypeError(`"${name}" is alike others, but not carried.`);
        return { name, shape };
      }),
    )
    .flatMap(inPieces)
    .filter(({ length }) => length > 1)
    .map((members) => ({ name: members.map(({ name }) => name).join('+'), members }));
}

/** Whether a group has a member of this name. */
export function isMember(groups: readonly FlatGroup[], name: string): boolean {
  return groups.some(({ members }) => members.some((member) => member.name === name));
}

/** The shapes with a flat array in place of each group's members. */
export function flatShapes(shapes: LoopShapes, groups: readonly FlatGroup[]): LoopShapes {
  const single = Object.entries(shapes.carried).filter(([name]) => !isMember(groups, name));
  const flat = groups.map(({ name, members }) => [name, [lengthOf(members)]] as const);
  return { ...shapes, carried: Object.fromEntries([...single, ...flat]) };
}

/** Arrays one after the other in a flat one. */
export function joined(builder: GraphBuilder, values: readonly Value[]): Value {
  const rows = values.map((value) => reshape(builder, value, [sizeOf(value.shape)]));
  return builder.node('Concat', rows, { axis: { int: 0 } });
}

/** The members of a group, out of its flat array. */
export function parted(builder: GraphBuilder, flat: Value, { members }: FlatGroup): Value[] {
  const lengths = builder.int64s(members.map(({ shape }) => sizeOf(shape)));
  return members.map(({ shape }, at) => {
    const part = builder.node('Part', [flat, lengths], { axis: { int: 0 }, part: { int: at } });
    return reshape(builder, part, shape);
  });
}
