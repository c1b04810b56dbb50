using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>Counts colours in cells of 5 bits a channel and divides them by median cut.</summary>
internal sealed class ColorHistogram
{
    private const int Cells = 1 << 15;
    private readonly long[] counts = new long[Cells];
    private readonly long[] sums = new long[Cells * 3];
    private bool anyTransparent;

    public void Add(Rgba32 color)
    {
        if (color.A < 128)
        {
            anyTransparent = true;
            return;
        }

        int cell = ((color.R >> 3) << 10) | ((color.G >> 3) << 5) | (color.B >> 3);
        counts[cell]++;
        sums[cell * 3] += color.R;
        sums[(cell * 3) + 1] += color.G;
        sums[(cell * 3) + 2] += color.B;
    }

    /// <summary>At most so many colours; the first is transparent where there was any.</summary>
    public Rgba32[] MedianCut(int maximum)
    {
        List<Rgba32> colors = anyTransparent ? [default] : [];
        List<int[]> boxes = [[.. Enumerable.Range(0, Cells).Where(cell => counts[cell] > 0)]];
        if (boxes[0].Length == 0) return [.. colors];
        PriorityQueue<int[], long> largest = new([(boxes[0], -Spread(boxes[0]).Weight)]);
        boxes.Clear();
        while (largest.Count + boxes.Count < maximum - colors.Count && largest.TryDequeue(out int[]? box, out _))
        {
            if (box.Length == 1)
            {
                boxes.Add(box);
                continue;
            }

            foreach (int[] half in Split(box)) largest.Enqueue(half, -Spread(half).Weight);
        }

        colors.AddRange(boxes.Concat(largest.UnorderedItems.Select(item => item.Element)).Select(Average));
        return [.. colors];
    }

    /// <summary>The channel in which a box is longest, and how much dividing it would gain.</summary>
    private (int Channel, long Weight) Spread(int[] box)
    {
        long pixels = box.Sum(cell => counts[cell]);
        (int Channel, int Length) longest = (0, -1);
        for (int channel = 0; channel < 3; channel++)
        {
            int least = box.Min(cell => Level(cell, channel)), most = box.Max(cell => Level(cell, channel));
            if (most - least > longest.Length) longest = (channel, most - least);
        }

        return (longest.Channel, pixels * longest.Length);
    }

    private int[][] Split(int[] box)
    {
        int channel = Spread(box).Channel;
        int[] sorted = [.. box.OrderBy(cell => Level(cell, channel))];
        long half = sorted.Sum(cell => counts[cell]) / 2, seen = 0;
        int cut = 0;
        while (cut < sorted.Length - 1 && seen <= half) seen += counts[sorted[cut++]];
        return [sorted[..cut], sorted[cut..]];
    }

    private Rgba32 Average(int[] box)
    {
        long pixels = box.Sum(cell => counts[cell]);
        byte Mean(int channel) => (byte)((box.Sum(cell => sums[(cell * 3) + channel]) + (pixels / 2)) / pixels);
        return new Rgba32(Mean(0), Mean(1), Mean(2));
    }

    private static int Level(int cell, int channel) => (cell >> (10 - (5 * channel))) & 31;
}
