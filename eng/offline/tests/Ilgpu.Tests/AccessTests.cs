using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Ilgpu.Tests;

/// <summary>The types of a kernel's parameters must be visible to the assembly that ILGPU generates. This one says nothing of it.</summary>
public sealed class AccessTests : IDisposable
{
    private readonly Processor _processor = new();

    private Accelerator Accelerator => _processor.Accelerator;

    public void Dispose() => _processor.Dispose();

    internal readonly struct Shift(float value)
    {
        public readonly float Value = value;
    }

    private readonly struct Hidden(float value)
    {
        public readonly float Value = value;
    }

    private static void Add(Index1D index, ArrayView<float> values, Shift shift) => values[index] += shift.Value;

    private static void AddHidden(Index1D index, ArrayView<float> values, Hidden shift) => values[index] += shift.Value;

    private static void AddViews(ArrayView<float> values, ArrayView<Shift> shifts) => values[Grid.IdxX] += shifts[Grid.IdxX].Value;

    private static void Number<T>(Index1D index, ArrayView<int> values, T unused) where T : unmanaged => values[index] = index.X;

    [Fact]
    public void A_parameter_of_an_internal_type_is_refused()
    {
        var failure = Assert.Throws<InternalCompilerException>(
            () => Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, Shift>(Add));
        Assert.Contains("Shift", failure.Message, StringComparison.Ordinal);
        Assert.Contains("InternalsVisibleTo", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Context.RuntimeAssemblyName, failure.Message, StringComparison.Ordinal);
        Assert.Throws<InternalCompilerException>(() => Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<Shift>>(AddViews));
        Assert.Throws<InternalCompilerException>(
            () => Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, Hidden>(AddHidden));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_assembly_may_show_its_internal_types_to_the_runtime_assembly(bool shown)
    {
        var load = typeof(AccessTests).GetMethod(nameof(Load), BindingFlags.NonPublic | BindingFlags.Instance)!;
        load = load.MakeGenericMethod(InternalType(shown));
        var failure = Record.Exception(() => load.Invoke(this, []))?.InnerException;
        if (shown) Assert.Null(failure);
        else Assert.IsType<InternalCompilerException>(failure);
    }

    private void Load<T>() where T : unmanaged
    {
        using var values = Accelerator.Allocate1D<int>(5);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, T>(Number)(5, values.View.BaseView, default);
        Accelerator.Synchronize();
        Assert.Equal([0, 1, 2, 3, 4], values.GetAsArray1D());
    }

    /// <summary>A new assembly's internal structure of one integer.</summary>
    private static Type InternalType(bool shown)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Kernels" + shown), AssemblyBuilderAccess.Run);
        var says = typeof(InternalsVisibleToAttribute).GetConstructor([typeof(string)])!;
        if (shown) assembly.SetCustomAttribute(new CustomAttributeBuilder(says, [Context.RuntimeAssemblyName]));
        const TypeAttributes attributes = TypeAttributes.NotPublic | TypeAttributes.Sealed | TypeAttributes.SequentialLayout;
        var type = assembly.DefineDynamicModule("Kernels").DefineType("Options", attributes, typeof(ValueType));
        type.DefineField("Value", typeof(int), FieldAttributes.Public);
        return type.CreateType();
    }
}
