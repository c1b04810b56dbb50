#!/usr/bin/env bash
# Runs Vision beside the engines that are installed, or that can be, and writes one report: results.md, results.json and
# the chart results.png, with the output of each part beside them.
#
#     bench/run.sh [--threads N] [--rounds N] [--out DIR] [--parts "NAME..."] [--networks "NAME..."]
#
# The parts: zoo zoo-1 avx2 128-bit training networks quantized filters frames. One that fails is named at the end, and the others go on.
here=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
. "$here/eng/setup.sh"
. "$here/eng/packages.sh"
set -uo pipefail
cd "$here"

threads=2 rounds=7 out=out/bench networks=
all="zoo zoo-1 avx2 128-bit training networks quantized filters frames"
parts=$all
while [ $# -gt 0 ]; do
  case $1 in
    --threads | --rounds | --out | --parts | --networks) [ $# -gt 1 ] || refuse "bench/run.sh: $1 needs a value" ;;
  esac
  case $1 in
    --threads) threads=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --parts) parts=$2; shift 2 ;;
    --networks) networks=$2; shift 2 ;;
    *) refuse "bench/run.sh: unknown argument '$1'; there are --threads, --rounds, --out, --parts and --networks" ;;
  esac
done
for part in $parts; do
  case " $all " in *" $part "*) ;; *) refuse "bench/run.sh: there is no part '$part'; there are: $all" ;; esac
done

# ONNX Runtime, through Node. Its installer asks a server for GPU libraries, which are not needed here.
if [ ! -d bench/peers/node_modules/onnxruntime-node ]; then
  if command -v npm > /dev/null; then
    npm install --prefix bench/peers --ignore-scripts --no-save onnxruntime-node ||
      echo "bench/run.sh: ONNX Runtime could not be installed; what needs it is left out" >&2
  else
    echo "bench/run.sh: npm is missing (apt-get install nodejs npm); what needs ONNX Runtime is left out" >&2
  fi
fi
# PyTorch and OpenCV, from Debian where that is what runs here.
install() { # module package...
  local module=$1
  shift
  /usr/bin/python3 -c "import $module" 2> /dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null && apt-get install -y -q "$@" > /dev/null; then return; fi
  echo "bench/run.sh: $module is not installed (apt-get install $*); what needs it is left out" >&2
}
install torch python3-torch libopenblas0-pthread
install cv2 python3-opencv

echo "$packages_line"
"$dotnet" build bench/Vision.Bench -c Release -v quiet -nologo || exit
mkdir -p "$out"
rm -f "$out"/part-*.json
failed=

# measure NAME TITLE ARGUMENT...: one part of the report
number=10
measure() {
  local name=$1 title=$2 file
  shift 2
  case " $parts " in *" $name "*) ;; *) return ;; esac
  file=$out/part-$((number += 1))-$name
  echo "== $title"
  "$dotnet" bench/Vision.Bench/bin/Release/net10.0/Vision.Bench.dll "$@" --section "$title" --json "$file.json" 2>&1 | tee "$file.txt" ||
    failed="$failed $name"
}

measure zoo "zoo, $threads threads" compare --zoo $networks --threads "$threads" --rounds "$rounds"
measure zoo-1 "zoo, 1 thread" compare --zoo $networks --threads 1 --rounds "$rounds"
# Narrower vectors, as on processors that have no wider ones. ONNX Runtime has no setting for its own, and keeps the widest.
DOTNET_EnableAVX512=0 measure avx2 "zoo, 1 thread, AVX2" compare --zoo $networks --threads 1 --rounds "$rounds"
DOTNET_EnableAVX=0 measure 128-bit "zoo, 1 thread, 128 bits" compare --zoo $networks --threads 1 --rounds "$rounds"
measure training "training steps of networks, $threads threads" compare --training --threads "$threads" --rounds "$rounds"
measure networks "the DQN, $threads threads" compare --threads "$threads" --rounds "$rounds"
measure quantized "smaller weights, $threads threads" compare --quantized --threads "$threads" --rounds "$rounds"
measure filters "filters at 1280x720, $threads threads" filters --threads "$threads" --rounds "$rounds"
measure frames "frames a second of many games, $threads threads" frames --threads "$threads" --rounds "$rounds"

"$dotnet" bench/Vision.Bench/bin/Release/net10.0/Vision.Bench.dll report "$out" || exit
echo "$out/results.md, $out/results.json and $out/results.png"
[ -z "$failed" ] || refuse "bench/run.sh: not complete:$failed; see the .txt files in $out"
