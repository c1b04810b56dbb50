using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>Colors in a tree of one bit of red, green and blue a level; the deepest branches are joined until the rest fits.</summary>
internal sealed class ColorOctree
{
    private readonly int depth;
    private readonly int maximum;
    private readonly Node root;
    private readonly Stack<Node>[] branches;
    private int leaves;

    public ColorOctree(int colors)
    {
        depth = colors <= 2 ? 1 : int.Log2(colors - 1) + 1;
        maximum = depth >= 4 ? colors - 1 : colors; // the real package leaves one entry free
        branches = [.. Enumerable.Range(0, depth).Select(_ => new Stack<Node>())];
        root = Grow(0);
    }

    public void Add(Rgba32 color)
    {
        Node node = root;
        for (int level = 0; node.Children is { } children; level++) node = children[Branch(color, level)] ??= Grow(level + 1);
        node.Count++;
        node.Red += color.R;
        node.Green += color.G;
        node.Blue += color.B;
    }

    /// <summary>Joins branches until the leaves fit, and writes their means to the beginning of <paramref name="colors"/>.</summary>
    public void Fill(Span<Rgba32> colors)
    {
        for (int level = depth - 1; leaves > maximum; level--)
        {
            while (leaves > maximum && branches[level].TryPop(out Node? branch)) Join(branch);
        }

        int used = 0;
        Number(root, colors, ref used);
    }

    /// <summary>The entry of a color that was added.</summary>
    public byte? IndexOf(Rgba32 color)
    {
        Node? node = root;
        for (int level = 0; node?.Children is { } children; level++) node = children[Branch(color, level)];
        return node?.Index;
    }

    private static int Branch(Rgba32 color, int level)
    {
        int shift = 7 - level;
        return ((color.R >> shift) & 1) | (((color.G >> shift) & 1) << 1) | (((color.B >> shift) & 1) << 2);
    }

    private static void Number(Node node, Span<Rgba32> colors, ref int used)
    {
        if (node.Children is { } children)
        {
            foreach (Node? child in children)
            {
                if (child is not null) Number(child, colors, ref used);
            }

            return;
        }

        node.Index = (byte)used;
        colors[used++] = new Rgba32((byte)(node.Red / node.Count), (byte)(node.Green / node.Count), (byte)(node.Blue / node.Count));
    }

    private Node Grow(int level)
    {
        Node node = new() { Children = level < depth ? new Node?[8] : null };
        if (level < depth) branches[level].Push(node);
        else leaves++;
        return node;
    }

    private void Join(Node branch)
    {
        int joined = 0;
        foreach (Node? child in branch.Children!)
        {
            if (child is null) continue;
            (branch.Count, branch.Red, branch.Green, branch.Blue) =
                (branch.Count + child.Count, branch.Red + child.Red, branch.Green + child.Green, branch.Blue + child.Blue);
            joined++;
        }

        branch.Children = null;
        leaves -= joined - 1;
    }

    private sealed class Node
    {
        public Node?[]? Children;
        public long Count;
        public long Red;
        public long Green;
        public long Blue;
        public byte Index;
    }
}
