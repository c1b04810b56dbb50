namespace DemoGame.Rendering;

/// <summary>
/// Passes sprites on in the color of their layer: red for the sky, green for the ground, blue for actors. What shines or is text over the
/// scene is left out.
/// </summary>
internal sealed class MaskSink : ISpriteSink
{
    private static readonly Color[] Colors = [Color.Rgb(0xFF0000), Color.Rgb(0x00FF00), Color.Rgb(0x0000FF)];

    private SceneLayer? _layer;

    /// <summary>Where the sprites go.</summary>
    public ISpriteSink? Target { get; set; }

    /// <summary>Whether a layer was marked since the sink was created.</summary>
    public bool HasMarks => _layer is not null;

    public void Mark(SceneLayer layer) => _layer = layer;

    public void Add(in Sprite sprite)
    {
        if (_layer is not { } layer || layer == SceneLayer.Overlay) return;
        if (sprite.Shape == SpriteShape.Glow) return;
        var color = Colors[(int)layer];
        Target!.Add(sprite with { Top = color, Bottom = color });
    }

    /// <summary>A first-person view has no layers, and is left out.</summary>
    public void Add(in GridView view)
    {
        // The games that draw one mark no layers.
    }
}
