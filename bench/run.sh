#!/usr/bin/env bash
# Runs Vision beside the engines that are installed, or that can be, and writes one table: results.md and results.json.
#
#     bench/run.sh [--threads N] [--rounds N] [--out DIR]
here=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
. "$here/eng/setup.sh"
. "$here/eng/packages.sh"
set -euo pipefail
cd "$here"

threads=2 rounds=7 out=out/bench
while [ $# -gt 0 ]; do
  case $1 in
    --threads) threads=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    *) echo "bench/run.sh: unknown argument '$1'; there are --threads, --rounds and --out" >&2; exit 2 ;;
  esac
done

# ONNX Runtime, through Node. Its installer asks a server for GPU libraries, which are not needed here.
if ! command -v node > /dev/null; then
  echo "bench/run.sh: node is missing; install nodejs and npm" >&2; exit 2
fi
if ! node -e "require('onnxruntime-node')" 2> /dev/null && [ ! -d bench/peers/node_modules/onnxruntime-node ]; then
  npm install --prefix bench/peers --ignore-scripts --no-save onnxruntime-node
fi

echo "$packages_line"
"$dotnet" build bench/Vision.Bench -c Release -v quiet -nologo
mkdir -p "$out"
bench=("$dotnet" bench/Vision.Bench/bin/Release/net10.0/Vision.Bench.dll)
"${bench[@]}" compare --zoo --threads "$threads" --rounds "$rounds" --json "$out/results.json" | tee "$out/results.md"

# PyTorch trains: its networks are compared where it is installed.
if /usr/bin/python3 -c 'import torch' 2> /dev/null; then
  "${bench[@]}" compare --threads "$threads" --rounds "$rounds" | tee -a "$out/results.md"
  "${bench[@]}" compare --networks --threads "$threads" --rounds "$rounds" | tee -a "$out/results.md"
else
  echo "PyTorch is not installed, and training is not compared; apt-get install python3-torch" | tee -a "$out/results.md"
fi
