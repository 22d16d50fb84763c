import type { BackendModule } from './backend.ts';
import { startOwn } from './eager.ts';

/** TensorFlow.js's plain JavaScript. */
export const start: BackendModule['start'] = () => startOwn('cpu');
