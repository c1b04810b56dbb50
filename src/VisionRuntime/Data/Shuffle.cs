namespace VisionRuntime.Data;

/// <summary>Random orders that are functions of a seed and the number of the epoch, so that a resumed run continues the sequence.</summary>
internal static class Shuffle
{
    /// <summary>Returns the numbers from 0 to count - 1 in a random order (Fisher and Yates 1938).</summary>
    public static int[] Order(int count, int seed, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        var random = new SampleRandom(seed, epoch);
        for (int i = count - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }
}
