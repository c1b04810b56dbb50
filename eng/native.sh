# Sourced: checks the native libraries and installs what is missing where it may; says nothing where nothing is missing.

# Every library the loader knows, one path or name a line.
native_libraries() {
    PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null ||
        ls /lib /lib64 /usr/lib /usr/lib64 /usr/local/lib /lib/*-linux-* /usr/lib/*-linux-* 2>/dev/null
}

has_library() { [[ $known_libraries == *"$1"* ]]; }

# Mesa's drivers (llvmpipe among them): one file a driver up to Mesa 24, libgallium since.
has_mesa_driver() {
    compgen -G '/usr/lib*/dri/swrast_dri.so' >/dev/null || compgen -G '/usr/lib/*/dri/swrast_dri.so' >/dev/null ||
        compgen -G '/usr/lib*/libgallium*.so' >/dev/null || compgen -G '/usr/lib/*/libgallium*.so' >/dev/null
}

# The Debian packages that are missing, of those a run needs, and with "tests" of those the tests need besides.
missing_natives() {
    local known_libraries
    known_libraries=$(native_libraries)
    has_library libEGL.so.1 || echo libegl1
    has_library libGL.so.1 || echo libgl1
    has_library libglfw.so.3 || echo libglfw3
    has_mesa_driver || echo libgl1-mesa-dri
    [ "${1:-}" = tests ] || return 0
    has_library libxcb-shm.so.0 || echo libxcb-shm0
    has_library libxcb-xtest.so.0 || echo libxcb-xtest0
    command -v Xvfb >/dev/null || echo xvfb
    command -v ffmpeg >/dev/null || echo ffmpeg
    command -v xdotool >/dev/null || echo xdotool
}

# Sets as_root to what runs a command as root without asking anybody; false where nothing does, or there is no apt-get.
may_install() {
    as_root=
    [ -f /etc/debian_version ] && command -v apt-get >/dev/null || return 1
    [ "$(id -u)" -ne 0 ] || return 0
    as_root='sudo -n'
    command -v sudo >/dev/null && sudo -n true 2>/dev/null
}

# Installs Debian packages, with fresh package lists where the old ones do not do.
install_natives() {
    local install="$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
    {
        attend $install "$@" || { attend $as_root apt-get update && attend $install "$@"; }
    } >"$state/native.log" 2>&1
}

# True where the same packages could not be installed within the last day: trying again takes seconds on every start.
failed_lately() { [ -n "$(find "$1" -mtime -1 2>/dev/null)" ] && [ "$2" = "$(cat "$1")" ]; }

check_natives() {
    local missing as_root failure=$state/native.failed
    [ "$(uname -s)" = Linux ] || return 0
    missing=$(echo $(missing_natives "$@"))
    [ -n "$missing" ] || return 0
    if may_install && ! failed_lately "$failure" "$missing"; then
        if install_natives $missing; then
            echo "Installed $missing."
            return 0
        fi
        echo "$missing" >"$failure"
    fi
    if [ -f /etc/debian_version ]; then
        echo "Missing here: $missing; 'apt-get install $missing' as root puts that right."
    else
        echo "Missing here: what Debian calls $missing; install it under the names that this system has for it."
    fi
}
