using System.Numerics;

namespace Silk.NET.Maths;

/// <summary>
/// The operations of a number type. The package's constraints do not say that T is a number, so they are looked up
/// once for each T; a T that is no number fails on first use.
/// </summary>
internal static class Arithmetic<T>
    where T : unmanaged
{
    public static readonly Func<T, T, T> Add = Bind<Func<T, T, T>>(nameof(Number<>.Add), typeof(T));
    public static readonly Func<T, T, T> Subtract = Bind<Func<T, T, T>>(nameof(Number<>.Subtract), typeof(T));
    public static readonly Func<T, T, T> Multiply = Bind<Func<T, T, T>>(nameof(Number<>.Multiply), typeof(T));
    public static readonly Func<T, T, T> Divide = Bind<Func<T, T, T>>(nameof(Number<>.Divide), typeof(T));

    public static T One => Conversion<int, T>.Convert(1);

    public static T Two => Conversion<int, T>.Convert(2);

    public static T Sqrt(T value) => Conversion<double, T>.Convert(Math.Sqrt(Conversion<T, double>.Convert(value)));

    internal static TDelegate Bind<TDelegate>(string operation, Type number, params Type[] others)
        where TDelegate : Delegate
    {
        var method = typeof(Number<>).MakeGenericType(number).GetMethod(operation)!;
        return (others.Length == 0 ? method : method.MakeGenericMethod(others)).CreateDelegate<TDelegate>();
    }
}

/// <summary>Turns one number type into another, as a cast does.</summary>
internal static class Conversion<TFrom, TTo>
    where TFrom : unmanaged
    where TTo : unmanaged
{
    public static readonly Func<TFrom, TTo> Convert
        = Arithmetic<TTo>.Bind<Func<TFrom, TTo>>(nameof(Number<>.From), typeof(TTo), typeof(TFrom));
}

internal static class Number<T>
    where T : INumber<T>
{
    public static T Add(T left, T right) => left + right;

    public static T Subtract(T left, T right) => left - right;

    public static T Multiply(T left, T right) => left * right;

    public static T Divide(T left, T right) => left / right;

    public static T From<TOther>(TOther value)
        where TOther : INumber<TOther>
        => T.CreateTruncating(value);
}
