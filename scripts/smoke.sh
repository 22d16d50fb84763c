#!/usr/bin/env bash
# Trains for a few seconds with the smoke configuration, into a folder of its own, and prints metrics.csv.
# Arguments are passed on: scripts/smoke.sh --estimator arsm+
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
npx vae-bench --config configs/smoke.json --out "$out" "$@"
cat "$out"/smoke/*/seed-*/metrics.csv
