using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>A tensor of a program: its logical shape, its layout and its location in memory.</summary>
internal sealed class Slot(string name, Shape shape, ValueKind kind, Layout layout)
{
    public string Name { get; } = name;

    /// <summary>The logical shape.</summary>
    public Shape Shape { get; } = shape;

    public ValueKind Kind { get; } = kind;

    /// <summary>The layout.</summary>
    public Layout Layout { get; set; } = layout;

    /// <summary>The shape in memory order.</summary>
    public Shape Stored => Layout.Apply(Shape);

    /// <summary>The slot whose memory this one shares, if it is a view.</summary>
    public Slot? ViewOf { get; set; }

    /// <summary>The slot that owns the memory.</summary>
    public Slot Root => ViewOf is null ? this : ViewOf.Root;

    /// <summary>The stage in which it is computed; a view has the stage of its <see cref="Root"/>.</summary>
    public Stage Stage { get; set; } = Stage.Run;

    /// <summary>Whether it is stored in the memory kept between runs instead of the arena.</summary>
    public bool Kept { get; set; }

    /// <summary>The offset in the arena or the kept memory, in floats; negative if the memory is elsewhere.</summary>
    public long Offset { get; set; } = -1;

    public override string ToString() => $"{Name} {Shape}";
}
