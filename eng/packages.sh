# Sourced: asks the package feed once whether it carries the packages that eng/offline/ stands in for, and remembers the
# answer (nuget or offline) in eng/packages.answer. The environment variable Packages overrides; without the file it is asked again.

answer=$root/eng/packages.answer

# "Name Version" of each package with a stand-in, from the lists that the build itself reads.
packages_with_stand_ins() {
    sed -n 's/.*<StandIn Include="\([^"]*\)".*/\1/p' "$root/eng/Packages.targets" | tr ';' '\n' | while read -r name; do
        sed -n "s/.*<PackageVersion Include=\"\($name\)\" Version=\"\([^\"]*\)\".*/\1 \2/p" "$root/Directory.Packages.props"
    done
}

# Restores a throw-away project with the machine's own package sources; sets probed and why.
probe_feed() {
    local folder seconds=15 limit= log rc=0 missing
    probed=offline
    folder=$(mktemp -d "$state/probe.XXXXXX") || { why="no room for a trial"; return; }
    log=$folder/log
    {
        echo '<Project Sdk="Microsoft.NET.Sdk">'
        echo '  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>'
        packages_with_stand_ins | while read -r name version; do
            echo "  <ItemGroup><PackageReference Include=\"$name\" Version=\"$version\" /></ItemGroup>"
        done
        echo '</Project>'
    } >"$folder/Probe.csproj"
    command -v timeout >/dev/null && limit="timeout -k 2 $seconds"
    attend $limit "$dotnet" restore "$folder/Probe.csproj" -v quiet --disable-build-servers -tl:off -p:NuGetAudit=false \
        -p:ImportDirectoryBuildProps=false -p:ImportDirectoryBuildTargets=false -p:ImportDirectoryPackagesProps=false \
        >"$log" 2>&1 || rc=$?
    missing=$(sed -nE 's/.*NU110[123]: Unable to find .*package ([A-Za-z0-9.]*[A-Za-z0-9]).*/\1/p' "$log" | sort -u)
    if [ $rc -eq 0 ]; then
        probed=nuget
        why="the feed carries them"
    elif [ -n "$missing" ]; then
        # The first in the order of the list, so that the reason reads the same each time; else one that they depend on.
        why="the feed lacks $({ packages_with_stand_ins | grep -wF "$missing"; echo "$missing"; } | head -n 1)"
    elif [ $rc -eq 124 ]; then
        why="the feed did not answer within $seconds seconds"
    else
        why="the feed could not be asked"
    fi
    rm -rf "$folder"
}

# Sets Packages, and says which it is and why.
choose_packages() {
    if [ -n "${Packages:-}" ]; then
        packages_line="Packages: $Packages (the environment says so)"
    elif [ -s "$answer" ]; then
        Packages=$(tr -d '[:space:]' <"$answer")
        packages_line="Packages: $Packages (as eng/packages.answer says; without that file the feed is asked again)"
    else
        probe_feed
        Packages=$probed
        packages_line="Packages: $Packages ($why)"
        printf '%s\n' "$Packages" >"$answer.$$" && mv -f "$answer.$$" "$answer"
    fi
    case $Packages in
        nuget | offline) export Packages ;;
        *) refuse "Packages is '$Packages'; it must be 'nuget' or 'offline' (environment variable, or eng/packages.answer)." ;;
    esac
}

choose_packages
