#!/usr/bin/env bash
# eng/mutate.sh [TEXT]: makes the mistakes of eng/mutations.txt one by one, each in a copy of the sources, and says which ones the tests
# do not notice. With TEXT only the mistakes whose file, texts or filter contain it. Ends with a table and "N noticed, N survived"; the
# exit code is 0 where none survived.
# MUTATE_UNDER is a command that each build and test run is started with, such as "nice -n 10".
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/setup.sh"
[ $# -le 1 ] || refuse "Usage: eng/mutate.sh [TEXT]"
. "$here/packages.sh"

list=$here/mutations.txt
files=() olds=() news=() tests=()

# A mistake is four lines: "@ file", "- old text", "+ new text", "? project filter". Other lines are comments.
read_list() {
    local line number=0
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        case $line in
            '@ '*) [ ${#files[@]} -eq ${#tests[@]} ] || refuse "$list:$number: the mistake before has no test"; files+=("${line#@ }") ;;
            '- '*) olds+=("${line#- }") ;;
            '+ '*) news+=("${line#+ }") ;;
            '? '*) tests+=("${line#\? }") ;;
        esac
    done <"$list"
    [ ${#files[@]} -eq ${#olds[@]} ] && [ ${#files[@]} -eq ${#news[@]} ] && [ ${#files[@]} -eq ${#tests[@]} ] ||
        refuse "$list: each mistake needs its four lines"
}

# The list is only worth something while it fits the sources: refuses where an old text is not found exactly once.
check_list() {
    local i text rest bad=0
    for i in "${!files[@]}"; do
        if [ ! -f "$root/${files[i]}" ]; then
            echo "${files[i]} is not there" >&2
            bad=1
            continue
        fi
        text=$(<"$root/${files[i]}")
        rest=${text#*"${olds[i]}"}
        if [ "$rest" = "$text" ]; then
            echo "${files[i]}: not found: ${olds[i]}" >&2
            bad=1
        elif [ "${rest#*"${olds[i]}"}" != "$rest" ]; then
            echo "${files[i]}: found more than once: ${olds[i]}" >&2
            bad=1
        fi
    done
    [ $bad -eq 0 ] || refuse "$list no longer fits the sources; correct the lines above."
}

# copy_sources: the files that git knows or would take, with what is not committed, into a folder of their own.
copy_sources() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/vision-mutations.XXXXXX") || refuse "There is no room for a copy of the sources."
    (cd "$root" && git ls-files -co --exclude-standard -z |
        while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
        tar --null -T - -cf -) | tar -xf - -C "$work" || refuse "The sources could not be copied to $work."
    # Tests that ask git for the repository's files find them.
    (cd "$work" && git init -q && git add -A && git -c user.name=mutate -c user.email=mutate@localhost commit -qm copy) >/dev/null 2>&1
}

build_copy() {
    ${MUTATE_UNDER:-} "$dotnet" build "$work/tests/$1/$1.csproj" -c Release -v quiet -nologo -tl:off -nodeReuse:false \
        -p:Packages="$Packages" -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false ${2:-} >"$work/build.log" 2>&1
}

# test_copy PROJECT FILTER: sets rc, failed and passed.
test_copy() {
    local filter=FullyQualifiedName~${2//|/|FullyQualifiedName~}
    rc=0
    ${MUTATE_UNDER:-} timeout -k 5 600 "$dotnet" test "$work/tests/$1/bin/Release/net10.0/$1.dll" --filter "$filter" \
        --logger "console;verbosity=minimal" -- xUnit.StopOnFail=true >"$work/test.log" 2>&1 || rc=$?
    failed=$(sed -nE 's/.*- Failed: +([0-9]+),.*/\1/p' "$work/test.log" | head -n 1)
    passed=$(sed -nE 's/.*Passed: +([0-9]+),.*/\1/p' "$work/test.log" | head -n 1)
    failed=${failed:-0} passed=${passed:-0}
}

finish() { [ -z "${work:-}" ] || rm -rf "$work"; }

read_list
check_list
chosen=()
for i in "${!files[@]}"; do
    case "${files[i]} ${olds[i]} ${news[i]} ${tests[i]}" in *"${1:-}"*) chosen+=("$i") ;; esac
done
[ ${#chosen[@]} -gt 0 ] || refuse "No mistake contains '$1'."
copy_sources

# Without a mistake the tests pass; otherwise failures would say nothing.
declare -A filters
for i in "${chosen[@]}"; do
    project=${tests[i]%% *}
    case "|${filters[$project]:-}|" in
        *"|${tests[i]#* }|"*) ;;
        *) filters[$project]="${filters[$project]:+${filters[$project]}|}${tests[i]#* }" ;;
    esac
done
for project in "${!filters[@]}"; do
    build_copy "$project" || { cat "$work/build.log" >&2; refuse "$project does not build."; }
    test_copy "$project" "${filters[$project]}"
    [ $rc -eq 0 ] && [ "$passed" -gt 0 ] || { cat "$work/test.log" >&2; refuse "The tests of $project do not pass without a mistake."; }
    echo "$project: $passed tests pass without a mistake"
done

noticed=0 survived=0 table=
for i in "${chosen[@]}"; do
    project=${tests[i]%% *} filter=${tests[i]#* } file=$work/${files[i]} started=$SECONDS
    text=$(<"$file")
    printf '%s\n' "${text%%"${olds[i]}"*}${news[i]}${text#*"${olds[i]}"}" >"$file"
    if build_copy "$project" --no-restore; then
        test_copy "$project" "$filter"
        if [ "$failed" -gt 0 ]; then
            verdict=noticed why=$(sed -nE "s/^ *Failed (.*) \\[[^[]*\\]\$/\\1/p" "$work/test.log" | head -n 1)
        elif [ $rc -eq 124 ] || [ $rc -eq 137 ]; then
            verdict=noticed why="the tests hang"
        elif [ $rc -ne 0 ] && grep -q 'aborted' "$work/test.log"; then
            verdict=noticed why="the test host crashes"
        elif [ $rc -eq 0 ] && [ "$passed" -gt 0 ]; then
            verdict=SURVIVED why=
        else
            verdict="NOT RUN" why="no test matches $filter"
        fi
    else
        verdict="NOT RUN" why="does not compile: $(grep -m1 -oE 'error [A-Z]+[0-9]+: .*' "$work/build.log" | cut -c1-120)"
    fi
    printf '%s\n' "$text" >"$file"
    case $verdict in noticed) noticed=$((noticed + 1)) ;; *) survived=$((survived + 1)) ;; esac
    row=$(printf '%-9s %s: %s -> %s%s' "$verdict" "${files[i]##*/}" "${olds[i]}" "${news[i]}" "${why:+   [$why]}")
    echo "$row ($((SECONDS - started)) s)"
    table+=$row$'\n'
done

echo
printf '%s' "$table"
echo "$noticed noticed, $survived survived"
[ $survived -eq 0 ]
