/**
 * Runs scripts of package.json side by side, one for each core, and prints what each said once it has ended:
 * `node scripts/side-by-side.mjs check:lint check:types`. All of them run; the exit code is 1 when one failed.
 */
import { availableParallelism } from 'node:os';
import { execa } from 'execa';

const waiting = process.argv.slice(2);

async function runWaiting() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const { failed, all } = await execa('npm', ['run', '--silent', name], {
      all: true,
      reject: false,
    });
    process.stdout.write(
      `== ${failed ? 'FAILED' : 'ok'}: ${name}\n${all === '' ? '' : `${all}\n`}`,
    );
    if (failed) process.exitCode = 1;
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, runWaiting));
