namespace DemoGame.Tests.Architecture;

/// <summary>The mistakes that eng/mutate.sh makes must be possible in the sources as they are.</summary>
public class MutationListTests
{
    [Fact]
    public void Every_mistake_changes_a_text_that_occurs_once()
    {
        string root = Repository.Root;
        var stale = new List<string>();
        string file = "";
        foreach (string line in File.ReadLines(Path.Combine(root, "eng", "mutations.txt")))
        {
            if (line.StartsWith("@ ", StringComparison.Ordinal)) file = line[2..];
            if (!line.StartsWith("- ", StringComparison.Ordinal)) continue;
            string path = Path.Combine(root, file);
            int places = File.Exists(path) ? File.ReadAllText(path).Split(line[2..]).Length - 1 : 0;
            if (places != 1) stale.Add($"{file}: {places} times: {line[2..]}");
        }
        Assert.True(stale.Count == 0, "eng/mutations.txt no longer fits the sources:\n" + string.Join('\n', stale));
    }
}
