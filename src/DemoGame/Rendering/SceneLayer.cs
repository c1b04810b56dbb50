namespace DemoGame.Rendering;

/// <summary>What a part of a scene shows, for the masks of segmentation.</summary>
public enum SceneLayer
{
    /// <summary>The sky and everything far away.</summary>
    Sky,

    /// <summary>The ground.</summary>
    Ground,

    /// <summary>The characters, and the things that they meet.</summary>
    Actors,

    /// <summary>Light and text over the scene, which masks leave out.</summary>
    Overlay,
}
