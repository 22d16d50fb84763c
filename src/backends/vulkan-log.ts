/** What Vulkan's loader says, with VK_LOADER_DEBUG=driver, to a program that opens a device. */
export interface VulkanLog {
  /** The names of all devices, in the order in which the program gets them. */
  readonly devices: readonly string[];
  /** The device that the program opened; undefined where the loader does not say so. */
  readonly opened: string | undefined;
  /** The manifest files of the drivers that were found. */
  readonly drivers: readonly string[];
}

/** What the loader puts before a line: `INFO | DRIVER:  `. */
const PREFIX = /^[A-Z][A-Z |]*:\s*/;

/** Reads what the loader says; nothing of it is certain. */
export function parseVulkanLog(log: string): VulkanLog {
  const lines = log.split('\n').map((line) => line.replace(PREFIX, '').trim());
  const heading = lines.findLastIndex((line) => /(Sorted order|Order set to):$/.test(line));
  const devices: string[] = [];
  for (const line of heading < 0 ? [] : lines.slice(heading + 1)) {
    const [, name] = /^\[\d+\] (.+?)(?:\s+\[default\])?$/.exec(line) ?? [];
    if (name === undefined) break;
    devices.push(name);
  }
  const matches = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  return {
    devices,
    opened: matches(/^Using "(.+)" with driver: /).at(-1),
    drivers: [...new Set(matches(/^Found ICD manifest file (.+), version /))],
  };
}
