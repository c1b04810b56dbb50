namespace DemoGame.Rendering;

/// <summary>Receives the sprites of a scene, from back to front.</summary>
public interface ISpriteSink
{
    /// <summary>Says what the sprites that follow show. Only sinks that draw masks need it.</summary>
    void Mark(SceneLayer layer) { }

    /// <summary>Adds a sprite in front of those added before.</summary>
    void Add(in Sprite sprite);

    /// <summary>Adds the view into a grid, which covers the whole world, behind all sprites.</summary>
    void Add(in GridView view);
}
