#!/usr/bin/env node
// Where nobody listens to SIGUSR1, it opens Node.js's debugger to whoever can reach this machine's ports.
process.on('SIGUSR1', () => {
  // Commands that run something listen as well; the others end as by SIGUSR2.
  if (process.listenerCount('SIGUSR1') === 1) process.kill(process.pid, 'SIGUSR2');
});

// Loaded after that, since loading takes a while.
const { main } = await import('./cli/main.ts');
const { endAfterCommand } = await import('./processes/process-end.ts');

await endAfterCommand(await main(process.argv));
