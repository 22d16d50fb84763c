#!/usr/bin/env node
import { main } from './cli/main.ts';
import { endAfterCommand } from './core/process-end.ts';

await endAfterCommand(await main(process.argv));
