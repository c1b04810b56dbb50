#!/usr/bin/env bash
# How long a game takes to a mean return of the last episodes, with one process that plays and learns in turns and with actors on threads of
# their own, one run after another: bench/experiments/actors.sh [GAME] [RETURN] [STEPS] [OUT]
# At most STEPS frames are learned from in each run; its folder keeps the curve, and a run whose result.json is there is not repeated.
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." || exit 1
game=${1:-pong} wanted=${2:-0} steps=${3:-4000000} out=${4:-out/experiments/actors}
while read -r name options; do
  folder=$out/$game-$name
  # shellcheck disable=SC2086
  [ -f "$folder/result.json" ] || ./run.sh train "$game" $options --steps "$steps" --seed 1 --device cpu --out "$folder" || exit 1
done <<'RUNS'
ppo --algorithm ppo
impala-1 --algorithm impala --actors 1
impala-2 --algorithm impala --actors 2
impala-4 --algorithm impala --actors 4
RUNS
echo "| run | seconds to a mean return of $wanted | frames | frames/s | last mean return |"
echo "|---|---:|---:|---:|---:|"
for curve in "$out/$game"-*/learning-curve.csv; do
  awk -F, -v wanted="$wanted" -v run="$(basename "$(dirname "$curve")")" '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    { steps = $column["step"]; seconds = $column["seconds"]; mean = $column["mean_return"] }
    found == "" && $column["episodes"] >= 20 && mean + 0 >= wanted + 0 { found = sprintf("%.0f | %d", seconds, steps) }
    END { printf "| %s | %s | %.0f | %.1f |\n", run, found == "" ? "not reached |" : found, steps / seconds, mean }' "$curve"
done
