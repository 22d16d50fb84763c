/** A value of `--samples`: a number, or the word that stands for one. */
export function samplesOf(text: string): number | string {
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}
