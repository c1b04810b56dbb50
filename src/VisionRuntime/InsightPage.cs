namespace VisionRuntime;

/// <summary>What an <see cref="InsightOverlay"/> shows.</summary>
public enum InsightPage
{
    /// <summary>Nothing; the overlay is hidden and costs nothing.</summary>
    None,

    /// <summary>What the network sees: its input, and how it is made from a frame.</summary>
    Input,

    /// <summary>A row of feature maps for each layer, and the receptive field of the unit under the mouse.</summary>
    Activations,

    /// <summary>The milliseconds of each frame, by component and by network.</summary>
    Timeline,

    /// <summary>Where the network sees its highest score: Grad-CAM (Selvaraju et al. 2017).</summary>
    GradCam,

    /// <summary>The milliseconds that each layer takes.</summary>
    Times,

    /// <summary>The filters of the first convolution.</summary>
    Filters,
}
