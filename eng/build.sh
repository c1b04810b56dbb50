# Sourced: builds Release, once for each state of the sources, and one script at a time.

program=$root/src/DemoGame/bin/Release/net10.0/vision
built=$state/built      # the fingerprint of the sources that the program was built from

# Changes with every byte that the program is built from.
fingerprint() (
    cd "$root" && export LC_ALL=C
    {
        echo "$Packages"
        find src eng/offline assets eng/*.props eng/*.targets Directory.* global.json .editorconfig \
            -type d \( -name bin -o -name obj -o -name tests \) -prune -o -type f -print0 2>/dev/null | sort -z | xargs -0 cksum
    } | cksum
)

# True where the program matches the sources and nobody built it in another way since.
is_built() {
    [ -x "$program" ] && [ -f "$built" ] && [ "$1" = "$(cat "$built")" ] &&
        [ -z "$(find "${program%/*}" -maxdepth 1 -name '*.dll' -newer "$built" | head -n 1)" ]
}

# build PROJECT [--always]: builds the project or solution unless the program is as new as its sources.
build() {
    local log=$state/build.log print options=
    print=$(fingerprint)
    if [ -z "${2:-}" ] && is_built "$print"; then return 0; fi
    if command -v flock >/dev/null; then
        exec 9>"$state/build.lock"
        flock -n 9 || { echo "Waiting for another build to end."; attend flock 9; }
        print=$(fingerprint)
        if [ -z "${2:-}" ] && is_built "$print"; then exec 9>&-; return 0; fi
    fi
    echo "$packages_line"
    echo "Building ${1##*/} (the first time takes a minute or two)."
    if ! is_built "$print"; then
        # Whoever wants to see the program first need not wait for the style rules; every later build checks them.
        [ -n "${2:-}" ] || [ -e "$program" ] || options=-p:RunAnalyzers=false
        # A program that is running keeps the files it has open: new ones are put beside them, never written over them.
        rm -f "${program%/*}"/*.dll "$program"
    fi
    if ! attend "$dotnet" build "$1" -c Release -m --disable-build-servers -v quiet -tl:off $options >"$log" 2>&1; then
        {
            echo "${1##*/} does not build:"
            grep -E '(error|warning) [A-Z]+[0-9]*' "$log" | sort -u | head -n 40 | grep . || tail -n 20 "$log"
        } >&2
        exit 1
    fi
    printf '%s\n' "$print" >"$built"
    exec 9>&-
}
