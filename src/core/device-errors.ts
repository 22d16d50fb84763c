import { ExitCode, VaeBenchError } from './errors.ts';

/** A device stopped answering while it computed. */
export class DeviceLostError extends VaeBenchError {
  readonly code = 'E_DEVICE_LOST';
  override readonly exitCode = ExitCode.runFailed;
  readonly backend: string;

  /** @param reason - what it said itself. */
  constructor(backend: string, reason: string, options?: ErrorOptions) {
    super(
      `The device of the backend ${backend} is lost (${reason}): its driver was reset, or the GPU was taken away. The same ` +
        'command goes on from the last checkpoint; --backend onnx does without a GPU.',
      options,
    );
    this.backend = backend;
  }
}
