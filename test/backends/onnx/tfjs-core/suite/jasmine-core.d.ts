/** The part of jasmine-core 3 that the runner uses. */
declare module 'jasmine-core/lib/jasmine-core/jasmine.js' {
  export interface SpecResult {
    readonly fullName: string;
    readonly status: 'passed' | 'failed' | 'pending' | 'excluded';
    readonly failedExpectations: readonly { readonly message: string; readonly stack: string }[];
  }

  export interface Reporter {
    specStarted?(result: SpecResult): void;
    specDone?(result: SpecResult): void;
    jasmineDone?(): void;
  }

  export interface Suite {
    /** Suites and specs; only suites have children. */
    readonly children: readonly { readonly children?: Suite['children'] }[];
  }

  interface Environment {
    configure(options: {
      random: boolean;
      specFilter?: (spec: { getFullName(): string }) => boolean;
    }): void;
    addReporter(reporter: Reporter): void;
    topSuite(): Suite;
    execute(): void;
  }

  interface Jasmine {
    getEnv(): Environment;
  }

  const jasmineRequire: {
    core(required: unknown): Jasmine;
    interface(jasmine: Jasmine, environment: Environment): object;
  };
  export default jasmineRequire;
}

declare module '@tensorflow/tfjs-core/dist/jasmine_util.js' {
  export function setTestEnvs(
    environments: { name: string; backendName: string; isDataSync: boolean }[],
  ): void;
}

declare module '@tensorflow/tfjs-core/dist/tests.js';
