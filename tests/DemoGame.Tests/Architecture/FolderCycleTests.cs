using System.Reflection;

namespace DemoGame.Tests.Architecture;

/// <summary>The folders of a project build upon each other in one direction.</summary>
public sealed class FolderCycleTests
{
    [Theory]
    [InlineData("ShaderKernels", "ShaderKernels")]
    [InlineData("VisionRuntime", "VisionRuntime")]
    [InlineData("DemoGame", "vision")]
    public void The_folders_of_a_project_do_not_use_each_other_in_a_cycle(string project, string assembly)
    {
        var dependencies = new FolderDependencies(project);
        dependencies.AddCompiled(Assembly.Load(assembly));
        dependencies.AddSources(Path.Combine(Repository.Root, "src", project));
        Assert.Equal("", string.Join("; ", dependencies.FindCycle()));
    }

    [Fact]
    public void A_cycle_is_named_with_the_code_that_closes_it()
    {
        var dependencies = new FolderDependencies("P");
        dependencies.Add("P.A", "P.B", "one uses two");
        dependencies.Add("P.B", "P.C", "two uses three");
        dependencies.Add("P.C", "P.D", "three uses four");
        Assert.Empty(dependencies.FindCycle());
        dependencies.Add("P.C", "P.B", "three uses two");
        Assert.Equal(["P.B -> P.C (two uses three)", "P.C -> P.B (three uses two)"], dependencies.FindCycle());
    }

    [Fact]
    public void A_subfolder_may_use_its_parent_folder_but_not_the_root()
    {
        var dependencies = new FolderDependencies("P");
        dependencies.Add("P.A", "P.A.Parts", "whole uses part");
        dependencies.Add("P.A.Parts", "P.A", "part uses whole");
        Assert.Empty(dependencies.FindCycle());
        dependencies.Add("P", "P.A", "root uses folder");
        dependencies.Add("P.A", "P", "folder uses root");
        Assert.NotEmpty(dependencies.FindCycle());
    }

    [Fact]
    public void Signatures_method_bodies_and_type_arguments_count()
    {
        var dependencies = new FolderDependencies("DemoGame.Tests.Architecture.Probes");
        dependencies.AddCompiled(typeof(FolderCycleTests).Assembly);
        Assert.Equal(
            [
                "DemoGame.Tests.Architecture.Probes.Body -> DemoGame.Tests.Architecture.Probes.Signature (InBody uses InSignature)",
                "DemoGame.Tests.Architecture.Probes.Signature -> DemoGame.Tests.Architecture.Probes.TypeArgument (InSignature uses "
                    + "InTypeArgument)",
                "DemoGame.Tests.Architecture.Probes.TypeArgument -> DemoGame.Tests.Architecture.Probes.Body (InTypeArgument uses InBody)",
            ],
            dependencies.FindCycle());
    }
}
