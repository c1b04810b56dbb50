#!/usr/bin/env bash
# ./run.sh [COMMAND ...]: prepares and builds what is needed, then becomes the program. Without a command it does the main job.
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/eng/setup.sh"
. "$here/eng/packages.sh"
. "$here/eng/native.sh"
. "$here/eng/build.sh"
check_natives
build src/DemoGame/DemoGame.csproj
# Where no display can be opened the program says so itself, in one sentence.
export EGL_LOG_LEVEL=${EGL_LOG_LEVEL:-fatal}
exec "$program" "$@"
