#!/usr/bin/env bash
# eng/agreement.sh [CASES]: draws geometries for every operator and layer (CASES of each on each device, or as many as the tests do) and
# prints docs/agreement.md: how far each kind of device is from double precision. VISION_SEED=N draws others.
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/..
. "$here/eng/setup.sh"
[ $# -le 1 ] || refuse "Usage: eng/agreement.sh [CASES]"
. "$here/eng/packages.sh"
. "$here/eng/native.sh"
. "$here/eng/build.sh"
check_natives tests >&2
build tests/VisionRuntime.Tests/VisionRuntime.Tests.csproj --always >&2

ledger=$state/agreement.$$ rc=0
finish() { rm -f "$ledger"; }
finish
export VISION_LEDGER=$ledger
[ $# -eq 0 ] || export VISION_CASES=$1
attend "$dotnet" test "$root/tests/VisionRuntime.Tests/bin/Release/net10.0/VisionRuntime.Tests.dll" \
    --filter FullyQualifiedName~Every_geometry_agrees >"$state/agreement.log" 2>&1 || rc=$?
[ $rc -eq 0 ] || { cat "$state/agreement.log" >&2; exit $rc; }

printf '# Agreement with double precision\n\nMade by `%seng/agreement.sh%s`. ' "${VISION_SEED:+VISION_SEED=$VISION_SEED }" "${1:+ $1}"
cat <<'TEXT'
For each operator and layer, geometries are drawn at random (tests/VisionRuntime.Tests/Properties) and the output and all gradients are
compared with the formulas in double precision. An error is relative to the number itself, or to the tensor's mean magnitude (at least 0.1) where that is larger. Each
column has the number of geometries and the largest errors, forward and backward, over all of the kind's variants: the four vector widths of Cpu, plain and tuned OpenGL
shaders, plain and tiled ILGPU kernels. Above 1e-4 a test fails. A dash is for what has no gradient.

| family | Cpu: cases | forward | backward | OpenGL: cases | forward | backward | Ilgpu: cases | forward | backward |
|---|---|---|---|---|---|---|---|---|---|
TEXT
sort -n "$ledger" | awk -F '\t' '
    { family = $2; kind = $3; sub(/-.*/, "", kind); if (!(family in seen)) { seen[family] = 1; order[++families] = family } }
    { key = family SUBSEP kind; cases[key] += $4; if (!(key in forward) || $5 + 0 > forward[key] + 0) forward[key] = $5; if (!(key in backward) || $6 + 0 > backward[key] + 0) backward[key] = $6 }
    END {
        split("Cpu OpenGL Ilgpu", kinds, " ")
        for (i = 1; i <= families; i++) {
            printf "| %s |", order[i]
            for (k = 1; k <= 3; k++) { key = order[i] SUBSEP kinds[k]; printf " %d | %s | %s |", cases[key], forward[key], backward[key] }
            print ""
        }
    }'
