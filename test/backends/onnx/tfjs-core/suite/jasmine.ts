import jasmineRequire from 'jasmine-core/lib/jasmine-core/jasmine.js';

/** Jasmine, whose functions the suite expects to be global. */
export const jasmine = jasmineRequire.core(jasmineRequire);
Object.assign(globalThis, jasmineRequire.interface(jasmine, jasmine.getEnv()));
