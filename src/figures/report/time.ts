/**
 * A time for readers: `2026-11-25 02:12:02 UTC`.
 *
 * @param time - ISO 8601, UTC.
 */
export const shownTime = (time: string): string => `${time.slice(0, 19).replace('T', ' ')} UTC`;
