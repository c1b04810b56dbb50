using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// Folds batch normalization with fixed statistics, and any other scale and shift of each channel, into the filters and bias of the
/// convolution or matrix product before it: scale * (w * x + b) + offset = (scale * w) * x + (scale * b + offset) (Jacob et al. 2018,
/// section 3.2). A scale is folded only if filters and scale do not change in a run; an offset alone always becomes a bias.
/// </summary>
internal static class AffineFolding
{
    public static void Run(Program program)
    {
        while (TryFoldOne(program)) { }
        program.Sort();
        program.RemoveDead();
    }

    private static bool TryFoldOne(Program program)
    {
        var readers = program.CountReaders();
        var producers = program.Producers();
        var stages = Hoisting.StagesOf(program);
        foreach (var step in program.Steps)
        {
            if (step.Operator is not Map { Outputs: [var expression] }) continue;
            for (int x = 0; x < step.Inputs.Length; x++)
            {
                if (Foldable(step, x, readers, producers) is not { Inputs.Length: < 4 } product
                    || Largest(step, expression, x, product, stages) is not { } part) continue;
                Fold(program, step, expression, x, product, part);
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Gets the convolution or matrix product that computes an input, if nothing else reads it and it has no activation function yet.
    /// </summary>
    internal static Step? Foldable(Step step, int x, Dictionary<Slot, int> readers, Dictionary<Slot, Step> producers)
    {
        var slot = step.Inputs[x];
        if (slot.Shape != step.Outputs[0].Shape || readers[slot] != 1 || !producers.TryGetValue(slot, out var product)) return null;
        return product.Operator is IAffineOperator { Activation: Activation.None } affine && affine.ChannelAxis(slot.Shape) is not null
            ? product : null;
    }

    /// <summary>
    /// Gets the largest part of the expression that is a scale and shift of each channel and contains all uses of the product.
    /// </summary>
    private static Expression? Largest(Step step, Expression expression, int x, Step product, Dictionary<Slot, Stage> stages)
    {
        bool fixedFilters = IsFixed(product.Inputs[1]);
        foreach (var part in ExpressionParts.PartsOf(expression).OrderByDescending(part => ExpressionParts.PartsOf(part).Count()))
        {
            if (part is InputExpression || !ExpressionParts.Reads(part).Contains(x)
                || ExpressionParts.AffineIn(part, x) is not var (scale, offset)) continue;
            if (!ExpressionParts.Reads(offset).Concat(ExpressionParts.Reads(scale))
                .All(input => IsPerChannel(step.Inputs[input].Shape, product))) continue;
            bool scaled = scale is not ConstantExpression { Value: 1 };
            if (scaled && !(fixedFilters && ExpressionParts.Reads(scale).All(input => IsFixed(step.Inputs[input])))) continue;
            var rest = ExpressionParts.Replace(expression, part, Expression.Input(step.Inputs.Length));
            if (!ExpressionParts.Reads(rest).Contains(x)) return part;
        }
        return null;

        bool IsFixed(Slot slot) => stages.GetValueOrDefault(slot.Root, Stage.Run) != Stage.Run;
    }

    /// <summary>Whether a tensor of the shape has one element, or one for each channel of the output of a product.</summary>
    private static bool IsPerChannel(Shape shape, Step product)
    {
        var (axis, channels) = ChannelsOf(product);
        int fromEnd = product.Outputs[0].Shape.Rank - axis;
        return Enumerable.Range(1, shape.Rank).All(i => shape[-i] == 1 || i == fromEnd && shape[-i] == channels);
    }

    /// <summary>Gets the channel axis of the output of a product and the number of channels.</summary>
    private static (int Axis, int Count) ChannelsOf(Step product)
    {
        var output = product.Outputs[0].Shape;
        int axis = ((IAffineOperator)product.Operator).ChannelAxis(output)!.Value;
        return (axis, output[axis]);
    }

    private static void Fold(Program program, Step step, Expression expression, int x, Step product, Expression part)
    {
        var (scale, offset) = ExpressionParts.AffineIn(part, x)!.Value;
        var builder = new ProductBuilder(program, step, product);
        var folded = builder.Fold(scale, offset);
        program.Steps[program.Steps.IndexOf(product)] = folded;
        var rest = ExpressionParts.Replace(expression, part, Expression.Input(x));
        int at = program.Steps.IndexOf(step);
        if (rest is InputExpression && !program.IsUpdate(step.Outputs[0]))
        {
            program.Steps[program.Steps.IndexOf(folded)] = folded with { Outputs = step.Outputs };
            program.Steps.RemoveAt(at);
        }
        else
        {
            program.Steps[at] = MapFusion.Renumbered(step, [rest], step.Inputs);
        }
    }

    /// <summary>Adds the steps that compute the new filters and bias of a product.</summary>
    private sealed class ProductBuilder(Program program, Step step, Step product)
    {
        private readonly IAffineOperator _operator = (IAffineOperator)product.Operator;
        private readonly int _channels = ChannelsOf(product).Count;

        public Step Fold(Expression scale, Expression offset)
        {
            var filters = product.Inputs[1];
            var old = product.Inputs.Length > 2 ? product.Inputs[2] : null;
            // The old bias is numbered after the inputs of the map.
            var bias = old is null ? offset : scale * Expression.Input(step.Inputs.Length) + offset;
            if (scale is not ConstantExpression { Value: 1 }) filters = Scaled(filters, scale);
            Slot[] added = bias is ConstantExpression { Value: 0 } ? [] : [PerChannel($"{product.Name} bias", bias, old)];
            return product with { Inputs = [product.Inputs[0], filters, .. added] };
        }

        private Slot Scaled(Slot filters, Expression scale)
        {
            string name = $"{product.Name} filters";
            if (scale is ConstantExpression) return Add(name, new Map(Expression.Input(0) * scale), filters.Shape, filters);
            var factors = PerChannel($"{product.Name} scale", scale, null);
            var aligned = Reshaped(factors, _operator.FactorShape(_channels));
            return Add(name, new Map(Expression.Input(0) * Expression.Input(1)), filters.Shape, filters, aligned);
        }

        /// <summary>
        /// Computes an expression of the inputs of the map, and of the old bias after them, with one element for each channel.
        /// </summary>
        private Slot PerChannel(string name, Expression expression, Slot? old)
        {
            Shape shape = [_channels];
            if (expression is ConstantExpression value)
            {
                var constant = new Slot(name, shape, ValueKind.Constant, Layout.Logical);
                program.Constants.Add(constant, [.. Enumerable.Repeat(value.Value, _channels)]);
                return constant;
            }
            int[] read = [.. ExpressionParts.Reads(expression).Order()];
            Slot[] operands = [.. read.Select(index => index == step.Inputs.Length ? old! : step.Inputs[index])
                .Select(slot => Reshaped(slot, [(int)slot.Shape.Count]))];
            var renumbered = expression.Substitute(index => Expression.Input(Array.IndexOf(read, index)));
            if (operands.Any(operand => operand.Shape == shape)) return Add(name, new Map(renumbered), shape, operands);
            var single = Add(name, new Map(renumbered), [1], operands);
            return Add(name, StridedCopy.Expand([1], shape), shape, single);
        }

        private Slot Reshaped(Slot slot, Shape shape) => slot.Shape == shape ? slot : Add(slot.Name, new Reshape(shape), shape, slot);

        private Slot Add(string name, Operator @operator, Shape shape, params Slot[] inputs)
        {
            var output = new Slot(name, shape, ValueKind.Computed, Layout.Logical);
            program.Steps.Add(new(name, @operator, inputs, [output]));
            return output;
        }
    }
}
