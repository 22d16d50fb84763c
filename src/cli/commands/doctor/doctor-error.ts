import { ExitCode, VaeBenchError } from '../../../core/errors.ts';

/** `vae-bench doctor` found that training would fail. */
export class DoctorError extends VaeBenchError {
  readonly code = 'E_DOCTOR';
  override readonly exitCode = ExitCode.runFailed;

  /** @param failing - what does not work. */
  constructor(failing: readonly string[]) {
    super(`Training would fail here, because of ${failing.join(', and of ')}: see above.`);
  }
}
