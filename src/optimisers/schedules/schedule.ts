/**
 * How the learning rates change in the course of a run: the factor that all of them are multiplied by
 * in step number `step`, counted from 1. A pure function, so that nothing of it needs to be saved.
 */
export type Schedule = (step: number) => number;
