#!/usr/bin/env bash
# Submits the whole of figure 1 to Slurm as one job array. Start it on a login node, in a checkout that
# the compute nodes can see. A task that reaches its time limit writes a checkpoint and goes back into the
# queue; running this again submits what is missing. Arguments are passed on, and win over those below:
#   scripts/figure1-slurm.sh --partition long --account lab --time 2-00:00:00
#   scripts/figure1-slurm.sh --dry-run
set -euo pipefail
cd "$(dirname "$0")/.."
node dist/bin.js sweep configs/figure1.json --launcher slurm --time 24:00:00 --memory 2G "$@"
echo 'Progress: node dist/bin.js status results/figure1 --watch'
