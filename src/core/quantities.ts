import prettyMilliseconds from 'pretty-ms';

/** Seconds as people read them: `3h 12m`; an ellipsis as long as they are not known. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '…';
  return prettyMilliseconds(1000 * seconds, { secondsDecimalDigits: 0, unitCount: 2 });
}

/** `14` or `0.52`. */
export const speed = (perSecond: number): string => perSecond.toFixed(perSecond < 10 ? 2 : 0);

/** A share in [0, 1]: `45 %`. */
export const percent = (share: number): string => `${Math.floor(100 * share)} %`;
