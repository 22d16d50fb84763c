import { delimiter, join } from 'node:path';
import { execa, execaSync } from 'execa';

/** The versions of npm that vae-bench is installed with: 10 knows no `allowScripts`, 11 no settings of others. */
export const npmVersions = ['10', '11'] as const;

/**
 * The environment without what an npm that started this process put into it. Servers besides the registry
 * do not answer: the one of onnxruntime-node's CUDA libraries, and the one of libtensorflow.
 */
function bareEnvironment(): NodeJS.ProcessEnv {
  const bare = Object.entries(process.env).filter(
    ([name]) => !/^npm_/i.test(name) && !['INIT_CWD', 'NODE_ENV', 'VITEST'].includes(name),
  );
  return {
    ...Object.fromEntries(bare),
    NO_COLOR: '1',
    GLOBAL_AGENT_HTTPS_PROXY: 'http://127.0.0.1:9',
    TFJS_NODE_CDN_STORAGE: 'http://127.0.0.1:9/',
  };
}

/** Why nothing can be installed here; undefined when the registry answers. */
export function whyNoRegistry(): string | undefined {
  const { failed } = execaSync('npm', ['view', 'npm@10', 'version', '--fetch-retries', '0'], {
    reject: false,
    timeout: 20_000,
  });
  return failed ? 'needs the npm registry' : undefined;
}

/** What a command printed: `output` has standard output and standard error as they came. */
export interface Printed {
  readonly exitCode: number | undefined;
  readonly output: string;
}

/** One version of npm and npx, first on PATH. */
export class Npm {
  readonly #env: NodeJS.ProcessEnv;

  private constructor(folder: string) {
    const env = bareEnvironment();
    const path = [join(folder, 'node_modules', '.bin'), env.PATH ?? ''].join(delimiter);
    this.#env = { ...env, PATH: path };
  }

  /** Installs this version of npm into a folder. */
  static async install(version: string, folder: string): Promise<Npm> {
    const quiet = ['--no-save', '--no-audit', '--no-fund'];
    await execa('npm', ['install', '--prefix', folder, ...quiet, `npm@${version}`], {
      cwd: folder,
      env: bareEnvironment(),
      extendEnv: false,
    });
    return new Npm(folder);
  }

  /** Runs a line of shell in a folder. */
  async shell(line: string, cwd: string): Promise<Printed> {
    const { exitCode, all } = await execa('sh', ['-c', line], {
      cwd,
      env: this.#env,
      extendEnv: false,
      all: true,
      reject: false,
    });
    return { exitCode, output: all };
  }
}
