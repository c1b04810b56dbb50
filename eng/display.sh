# Sourced: a display of its own for tests that open windows, so that none appears on anybody's desktop.

display_pid=

# Starts Xvfb on the first free display number and sets DISPLAY; without Xvfb there is no display, and such tests are skipped.
open_display() {
    local number=$state/display.$$ tries=0
    unset DISPLAY WAYLAND_DISPLAY
    command -v Xvfb >/dev/null || return 0
    : >"$number"
    set -m
    Xvfb -displayfd 3 -screen 0 1280x1024x24 -nolisten tcp -noreset 3>"$number" </dev/null >/dev/null 2>&1 &
    display_pid=$!
    set +m
    while [ ! -s "$number" ] && [ $tries -lt 150 ] && kill -0 "$display_pid" 2>/dev/null; do
        sleep 0.1
        tries=$((tries + 1))
    done
    if [ -s "$number" ]; then
        DISPLAY=:$(tr -d '[:space:]' <"$number")
        export DISPLAY
    else
        echo "Xvfb does not start here; tests that open windows are skipped."
    fi
    rm -f "$number"
}

close_display() {
    [ -n "$display_pid" ] || return 0
    kill "$display_pid" 2>/dev/null
    wait "$display_pid" 2>/dev/null
    display_pid=
}
