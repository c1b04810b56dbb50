#!/usr/bin/env bash
# deploy/local.sh GAME ACTORS [OPTIONS of learner]: a broker, a learner and actors on this machine, all on the loopback interface, until the
# learner has ended. FOLDER (./cluster) is written, PORT (5672) is the broker's, VISION is the program (./run.sh of this repository).
set -u
[ $# -ge 2 ] || { echo "Usage: deploy/local.sh GAME ACTORS [OPTIONS of learner]" >&2; exit 2; }
game=$1 count=$2
shift 2
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
folder=${FOLDER:-$PWD/cluster} port=${PORT:-5672}
read -ra vision <<<"${VISION:-$here/../run.sh}"
mkdir -p "$folder" || exit 2
started=()
finish() {
    trap - EXIT INT TERM
    for id in "${started[@]}"; do kill "$id" 2>/dev/null; done
    for id in "${started[@]}"; do wait "$id" 2>/dev/null; done
}
trap 'finish; exit 143' TERM
trap 'finish; exit 130' INT
trap finish EXIT

mkfifo "$folder/ready.$$" || exit 2
"$here/broker.sh" "$folder/broker" "$port" >"$folder/ready.$$" &
started+=($!)
read -r ready <"$folder/ready.$$"
rm -f "$folder/ready.$$"
[[ ${ready:-} == ready:* ]] || exit 1
export VISION_BROKER=${ready#ready: }

# An actor has one thread; where there are more actors than processors, they take turns.
for ((i = 0; i < count; i++)); do
    "${vision[@]}" actor "$game" >"$folder/actor-$i.log" 2>&1 &
    started+=($!)
done
"${vision[@]}" learner "$game" --actors "$count" --out "$folder/out" "$@" &
learner=$!
started+=("$learner")
wait "$learner"
rc=$?
# The learner has told the actors that the run is over.
[ $rc -ne 0 ] || for id in "${started[@]:1:$count}"; do wait "$id"; done
exit $rc
