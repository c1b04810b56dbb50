#!/usr/bin/env bash
# ./test.sh [FILTER]: builds everything and runs every test, or those whose full name contains FILTER (or that match it, in
# the language of dotnet test --filter). The last line is the total; the exit code is 0 where tests ran and none failed.
# A shell that was started in the background ignores Ctrl-C, and so would the programs that the tests interrupt.
if [ -z "${signals_reset:-}" ] && env --default-signal=INT true 2>/dev/null; then
    signals_reset=1 exec env --default-signal=INT "$BASH" "${BASH_SOURCE[0]}" "$@"
fi
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/eng/setup.sh"
[ $# -le 1 ] || refuse "Usage: ./test.sh [FILTER]"
. "$here/eng/packages.sh"
. "$here/eng/native.sh"
. "$here/eng/build.sh"
. "$here/eng/display.sh"
check_natives tests
build Vision.sln --always

finish() { close_display; }
open_display

results=$root/TestResults
rm -rf "$results"
passed=0 failed=0 skipped=0
for project in "$root"/tests/*/*.csproj "$root"/eng/offline/tests/*/*.csproj; do
    [ -f "$project" ] || continue
    name=$(basename "$project" .csproj)
    started=$SECONDS rc=0
    attend "$dotnet" test "${project%/*}/bin/Release/net10.0/$name.dll" ${1:+--filter "$1"} --results-directory "$results" \
        --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" \
        --blame-hang-timeout 8m --blame-hang-dump-type none >"$state/test.log" 2>&1 || rc=$?
    read -r total executed good bad <<<"$(sed -nE 's/.*<Counters total="([0-9]+)" executed="([0-9]+)" passed="([0-9]+)" failed="([0-9]+)".*/\1 \2 \3 \4/p' "$results/$name.trx" 2>/dev/null)"
    good=${good:-0} bad=${bad:-0} left=$((${total:-0} - ${executed:-0}))
    # A run that broke off (a crashed or stuck test host, a filter that cannot be read) counts as a failure of its own.
    [ $rc -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
    [ $rc -eq 0 ] && [ "$bad" -eq 0 ] || cat "$state/test.log"
    echo "$name: $good passed, $bad failed, $left skipped ($((SECONDS - started)) s)"
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
