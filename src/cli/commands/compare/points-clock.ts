/** Estimates how long the comparisons at several points still take. Times are in milliseconds. */
export class PointsClock {
  #began = 0;
  #drew = false;
  /** Of points that were drawn: what is there already takes no time, and tells none. */
  #points = 0;
  #taken = 0;

  /** The next point begins, and the one before it has ended. */
  begin(now: number): void {
    if (this.#drew) {
      this.#points += 1;
      this.#taken += now - this.#began;
    }
    [this.#began, this.#drew] = [now, false];
  }

  /** Tells that the present point is being drawn. */
  drew(): void {
    this.#drew = true;
  }

  /**
   * @param share - of the present point that is done, in [0, 1].
   * @param waiting - points after it.
   * @returns null before anything is known.
   */
  remaining(share: number, waiting: number, now: number): number | null {
    const elapsed = now - this.#began;
    if (this.#points === 0) {
      if (share <= 0) return null;
      const whole = elapsed / share;
      return whole - elapsed + waiting * whole;
    }
    const whole = this.#taken / this.#points;
    return Math.max(0, whole * (1 - share)) + waiting * whole;
  }
}
