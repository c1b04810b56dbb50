#!/usr/bin/env bash
# Trains each game from pixels with several seeds, one run after another, and prints a table: bench/experiments/agents.sh [SEEDS] [OUT]
# The folders of the runs have the curves (learning-curve.csv and .png), recordings and result.json.
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." || exit 1
seeds=${1:-3} out=${2:-out/experiments/agents}
while read -r game algorithm steps; do
  for seed in $(seq "$seeds"); do
    folder=$out/$game-$algorithm-$seed
    [ -f "$folder/result.json" ] || ./run.sh train "$game" --algorithm "$algorithm" --steps "$steps" --seed "$seed" --device cpu --out "$folder" \
      || exit 1
  done
done <<'RUNS'
catch dqn 60000
catch ppo 300000
pong ppo 2500000
breakout ppo 2500000
runner ppo 1000000
maze ppo 3000000
RUNS
echo "| run | mean return | 95 % interval | frames | seconds |"
echo "|---|---|---|---|---|"
for result in "$out"/*/result.json; do
  tr -d '\n ' < "$result" | sed -E 's|.*"mean_return":([^,]*),"return_interval":\[([^,]*),([^]]*)\].*"frames":([^,]*),"seconds":([^,]*),.*|\1 \2 \3 \4 \5|' \
    | { read -r mean low high frames seconds; echo "| $(basename "$(dirname "$result")") | $mean | $low to $high | $frames | $seconds |"; }
done
