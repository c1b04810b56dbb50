using System.Runtime.InteropServices;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>
/// Counts colors in cells of 5 bits a channel and divides them by median cut (Heckbert, "Color image quantization for frame buffer
/// display", 1982).
/// </summary>
internal sealed class ColorHistogram
{
    private const int Channels = 4;
    private readonly Dictionary<int, Cell> cells = [];
    private readonly Dictionary<int, byte> entries = [];

    public void Add(Rgba32 color)
    {
        ref Cell cell = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, Key(color), out _);
        cell.Count++;
        cell.Red += color.R;
        cell.Green += color.G;
        cell.Blue += color.B;
        cell.Alpha += color.A;
    }

    /// <summary>At most so many colors: the mean of each box.</summary>
    public Rgba32[] MedianCut(int maximum)
    {
        PriorityQueue<int[], long> largest = new();
        List<int[]> boxes = [];
        Offer([.. cells.Keys]);
        while (largest.Count + boxes.Count < maximum && largest.TryDequeue(out int[]? box, out _))
        {
            foreach (int[] half in Split(box)) Offer(half);
        }

        boxes.AddRange(largest.UnorderedItems.Select(item => item.Element));
        for (int entry = 0; entry < boxes.Count; entry++)
        {
            foreach (int key in boxes[entry]) entries[key] = (byte)entry;
        }

        return [.. boxes.Select(Mean)];

        void Offer(int[] box)
        {
            if (box.Length == 1) boxes.Add(box);
            else largest.Enqueue(box, -Spread(box).Weight);
        }
    }

    /// <summary>The entry of a color's cell; null where no such color was counted.</summary>
    public byte? IndexOf(Rgba32 color) => entries.TryGetValue(Key(color), out byte entry) ? entry : null;

    /// <summary>The channel in which a box is longest, and how much dividing it would gain.</summary>
    private (int Channel, long Weight) Spread(int[] box)
    {
        long pixels = box.Sum(key => cells[key].Count);
        (int Channel, int Length) longest = (0, -1);
        for (int channel = 0; channel < Channels; channel++)
        {
            int least = box.Min(key => Level(key, channel)), most = box.Max(key => Level(key, channel));
            if (most - least > longest.Length) longest = (channel, most - least);
        }

        return (longest.Channel, pixels * longest.Length);
    }

    private int[][] Split(int[] box)
    {
        int channel = Spread(box).Channel;
        int[] sorted = [.. box.OrderBy(key => Level(key, channel))];
        long half = sorted.Sum(key => cells[key].Count) / 2, seen = 0;
        int cut = 0;
        while (cut < sorted.Length - 1 && seen <= half) seen += cells[sorted[cut++]].Count;
        return [sorted[..cut], sorted[cut..]];
    }

    private Rgba32 Mean(int[] box)
    {
        Cell sum = default;
        foreach (int key in box)
        {
            Cell cell = cells[key];
            sum = new(sum.Count + cell.Count, sum.Red + cell.Red, sum.Green + cell.Green, sum.Blue + cell.Blue, sum.Alpha + cell.Alpha);
        }

        return new Rgba32(Rounded(sum.Red), Rounded(sum.Green), Rounded(sum.Blue), Rounded(sum.Alpha));

        byte Rounded(long channel) => (byte)((channel + (sum.Count / 2)) / sum.Count);
    }

    private static int Key(Rgba32 color) => (color.R >> 3) | (color.G >> 3 << 5) | (color.B >> 3 << 10) | (color.A >> 3 << 15);

    private static int Level(int key, int channel) => (key >> (5 * channel)) & 31;

    private record struct Cell(long Count, long Red, long Green, long Blue, long Alpha);
}
