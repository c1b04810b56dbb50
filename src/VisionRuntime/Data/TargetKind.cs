namespace VisionRuntime.Data;

/// <summary>Specifies what the target of a sample is.</summary>
public enum TargetKind
{
    /// <summary>None: the sample is its own target, as for autoencoders.</summary>
    None,

    /// <summary>A class index, in a tensor without axes.</summary>
    Class,

    /// <summary>Values to predict, of any shape.</summary>
    Values,

    /// <summary>
    /// The keypoints of an image, [points, 3]: x and y as fractions of the image's width and height, and 1 if the point is visible, else 0.
    /// </summary>
    Keypoints,

    /// <summary>
    /// The objects of an image, [most objects, 5]: the class index, and the x, y, width and height of the box as fractions of the image,
    /// where x and y are its center. Rows without an object have the class -1.
    /// </summary>
    Boxes,

    /// <summary>The class index of each pixel, [H, W].</summary>
    Mask,
}
