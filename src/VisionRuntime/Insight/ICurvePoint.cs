namespace VisionRuntime.Insight;

/// <summary>The measurements at one step of a <see cref="Curve{TPoint}"/>.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface ICurvePoint<TSelf> where TSelf : struct, ICurvePoint<TSelf>
{
    /// <summary>Gets the name of such a curve in messages.</summary>
    static abstract string CurveName { get; }

    /// <summary>Gets the names of the values after the step, as in the header of a CSV file.</summary>
    static abstract IReadOnlyList<string> ValueNames { get; }

    /// <summary>Gets the number of steps.</summary>
    long Step { get; }

    /// <summary>Gets the values in the order of <see cref="ValueNames"/>; NaN for what was not measured.</summary>
    IReadOnlyList<double> Values { get; }

    /// <summary>Creates a point from a step and the values in the order of <see cref="ValueNames"/>.</summary>
    static abstract TSelf Create(long step, ReadOnlySpan<double> values);
}
