import writeFileAtomic from 'write-file-atomic';

/**
 * Replaces a JSON file as a whole: readers see the old or the new one, never a part.
 * Two-space indented, with a final newline.
 */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}
