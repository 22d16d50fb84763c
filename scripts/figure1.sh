#!/usr/bin/env bash
# Runs figure 1 of Dong, Mnih and Tucker (2021) on this machine: every estimator, C in {10, 5, 3, 2}, with
# the paper's compute matching. The short version has 5,000 steps; the whole one, a million, is weeks of
# computing: look at --dry-run first, or use scripts/figure1-slurm.sh.
# Running it again resumes what is missing. Arguments are passed on:
#   scripts/figure1.sh                 the short version
#   scripts/figure1.sh --dry-run       what it would cost
#   scripts/figure1.sh --full --jobs 8 all of it
set -euo pipefail
cd "$(dirname "$0")/.."
sweeps=(figure1-short figure1-short-published)
if [ "${1-}" = --full ]; then
  sweeps=(figure1)
  shift
fi
for sweep in "${sweeps[@]}"; do
  # npx does not pass signals on; node does, so that ^C ends the runs with a checkpoint.
  node dist/bin.js sweep "configs/$sweep.json" "$@"
done
