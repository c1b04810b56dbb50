# Sourced by run.sh and test.sh: where things are, and how they are run. Nothing happens here but finding dotnet.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
state=$root/obj     # ignored by git: locks, logs, and what was found out before
mkdir -p "$state"

# One sentence on stderr, and the exit code for whatever is wrong with the machine or the arguments.
refuse() {
    echo "$*" >&2
    exit 2
}

# Finds the .NET SDK, on the path or where installers put it.
find_dotnet() {
    local candidate sdks
    dotnet=$(command -v dotnet) || dotnet=
    for candidate in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
        [ -n "$dotnet" ] || [ ! -x "$candidate/dotnet" ] || dotnet=$candidate/dotnet
    done
    [ -n "$dotnet" ] || refuse "Vision needs the .NET SDK 10, and there is no dotnet here: https://dotnet.microsoft.com/download"
    sdks=$("$dotnet" --list-sdks 2>/dev/null | cut -d' ' -f1)
    printf '%s\n' "$sdks" | grep -qE '^[1-9][0-9]\.' ||
        refuse "Vision needs the .NET SDK 10; $dotnet has ${sdks:+only }$(echo ${sdks:-no SDK}): https://dotnet.microsoft.com/download"
    # The built program looks for the runtime here.
    [ -n "${DOTNET_ROOT:-}" ] || DOTNET_ROOT=$(dirname "$(readlink -f "$dotnet")")
    export DOTNET_ROOT DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
}

# Runs a command at the root, in a process group of its own, so that an interrupt ends all of it and nothing else.
attended=
attend() {
    local rc=0
    set -m
    (cd "$root" && exec "$@") </dev/null &
    attended=$!
    set +m
    wait "$attended" || rc=$?
    attended=
    return $rc
}

interrupted() {
    trap - EXIT
    if [ -n "$attended" ]; then
        kill -TERM -- "-$attended" 2>/dev/null
        wait "$attended" 2>/dev/null
    fi
    finish
    exit "$1"
}

# What a script still has to put away when it ends; a script that has something says so by redefining it.
finish() { :; }

trap 'interrupted 130' INT
trap 'interrupted 143' TERM
trap 'interrupted 129' HUP
trap finish EXIT

find_dotnet
