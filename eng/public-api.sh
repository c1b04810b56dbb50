#!/usr/bin/env bash
# eng/public-api.sh: writes the public API of ShaderKernels and VisionRuntime to docs/api, where a test compares it.
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/..
. "$here/eng/setup.sh"
[ $# -eq 0 ] || refuse "Usage: eng/public-api.sh"
. "$here/eng/packages.sh"
. "$here/eng/build.sh"
build tests/DemoGame.Tests/DemoGame.Tests.csproj --always

rc=0
VISION_UPDATE_PUBLIC_API=1 attend "$dotnet" test "$root/tests/DemoGame.Tests/bin/Release/net10.0/DemoGame.Tests.dll" \
    --filter FullyQualifiedName~PublicApiTests >"$state/public-api.log" 2>&1 || rc=$?
[ $rc -eq 0 ] || cat "$state/public-api.log" >&2
git -C "$root" --no-pager diff --stat -- docs/api 2>/dev/null || true
exit $rc
