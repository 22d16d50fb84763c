/** A job array of some of a sweep's tasks. */
export interface TaskArray {
  /** What is added to the number of a task in the array to have its place in the manifest. */
  readonly offset: number;
  /** Places in the manifest. */
  readonly tasks: readonly number[];
}

/**
 * Tasks as job arrays that a cluster takes.
 *
 * @param tasks - places in the manifest.
 * @param size - the cluster's MaxArraySize, above every number of a task; undefined when it is not known.
 */
export function arraysOf(tasks: readonly number[], size: number | undefined): TaskArray[] {
  if (size === undefined) return [{ offset: 0, tasks }];
  const byOffset = new Map<number, number[]>();
  for (const task of tasks) {
    const offset = task - (task % size);
    byOffset.set(offset, [...(byOffset.get(offset) ?? []), task]);
  }
  return [...byOffset].map(([offset, members]) => ({ offset, tasks: members }));
}
