using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>A tensor of a program under compilation: what it means, how it lies in memory, and where.</summary>
internal sealed class Slot(string name, Shape shape, ValueKind kind, Layout layout)
{
    public string Name { get; } = name;

    /// <summary>The dimensions as the graph means them.</summary>
    public Shape Shape { get; } = shape;

    public ValueKind Kind { get; } = kind;

    /// <summary>The order in which the axes lie in memory.</summary>
    public Layout Layout { get; set; } = layout;

    /// <summary>The dimensions as they lie in memory.</summary>
    public Shape Stored => Layout.Apply(Shape);

    /// <summary>The slot whose memory this one looks at, where it is only a view of it.</summary>
    public Slot? ViewOf { get; set; }

    /// <summary>The slot that owns the memory.</summary>
    public Slot Root => ViewOf is null ? this : ViewOf.Root;

    /// <summary>When its numbers are known; a view's are those of its <see cref="Root"/>.</summary>
    public Stage Stage { get; set; } = Stage.Run;

    /// <summary>Whether it lies in the memory that is kept from run to run, and not in the arena.</summary>
    public bool Kept { get; set; }

    /// <summary>The place in the arena or the kept memory, in floats; negative where the memory is elsewhere.</summary>
    public long Offset { get; set; } = -1;

    public override string ToString() => $"{Name} {Shape}";
}
