// Three namespaces that use each other in a circle, each in another way, for FolderCycleTests.
namespace DemoGame.Tests.Architecture.Probes.Body
{
    internal sealed class InBody
    {
        public static int Value { get; } = Signature.InSignature.Take(null).Count;
    }
}

namespace DemoGame.Tests.Architecture.Probes.Signature
{
    internal static class InSignature
    {
        public static IReadOnlyList<int> Take(TypeArgument.InTypeArgument? argument) => argument is null ? [] : [1];
    }
}

namespace DemoGame.Tests.Architecture.Probes.TypeArgument
{
    internal sealed class InTypeArgument
    {
        public static IEnumerable<Body.InBody[]> All { get; } = [];
    }
}
