using ForeignHost;

// A program with an OpenGL context of its own proves that Vision is a good guest in it:
// dotnet run --project samples/ForeignHost
try
{
    int failures = 0;
    foreach (bool compatibility in (bool[])[false, true])
    {
        foreach (var target in Target.All) failures += Report(new Scenario(target, compatibility));
    }
    failures += Report(new Scenario(Target.All[1], compatibility: false) { OnCpu = true });
    failures += Report(new Scenario(Target.All[7], compatibility: false) { OnCpu = true });
    failures += Report(new Scenario(Target.All[1], compatibility: false) { Resizes = true });
    failures += Report(new Scenario(Target.All[0], compatibility: true) { Resizes = true, OnCpu = true });
    failures += Report(new Scenario(Target.All[1], compatibility: false) { LosesContext = true, OnCpu = true });
    failures += Report(new Scenario(Target.All[1], compatibility: false) { LosesContext = true });
    Console.WriteLine(failures == 0 ? "all scenarios passed" : $"{failures} scenarios failed");
    return failures == 0 ? 0 : 1;
}
catch (Exception exception) when (exception is HostException or DllNotFoundException or EntryPointNotFoundException)
{
    Console.Error.WriteLine($"ForeignHost: {exception.Message}");
    return 2;
}

static int Report(Scenario scenario)
{
    string? problem;
    try
    {
        problem = scenario.Run();
    }
    catch (HostException exception)
    {
        Console.WriteLine($"{scenario}: skipped, {exception.Message}");
        return 0;
    }
    Console.WriteLine($"{scenario}: {problem ?? "the picture is the same, no errors"}");
    return problem is null ? 0 : 1;
}
