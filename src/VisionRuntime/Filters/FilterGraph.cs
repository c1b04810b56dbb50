using VisionRuntime.Graphs;

namespace VisionRuntime.Filters;

/// <summary>
/// Adds the layers of a neural filter to a graph: the network, and what makes a picture of its output. Height and width are those of the
/// frame; a network that needs multiples pads it.
/// </summary>
/// <param name="frame">The frame, [1, 3, H, W]: red, green and blue with values from 0 to 1.</param>
/// <param name="parameter">Returns the value of a parameter of the filter, a scalar that may change between frames.</param>
/// <returns>The picture, in the shape of the frame; values are limited to 0 to 1.</returns>
public delegate Value FilterGraph(Value frame, Func<string, Value> parameter);
