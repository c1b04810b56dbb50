namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// The vector operations of the tuned filters, so that each is written once and compiled for every width. A vector is a number of bytes,
/// which an operation reads as lanes of 8, 16 or 32 bits.
/// </summary>
internal unsafe interface IPixelSimd<TVector> where TVector : unmanaged
{
    /// <summary>Gets the number of bytes of a vector.</summary>
    static abstract int Bytes { get; }

    /// <summary>Loads a vector.</summary>
    static abstract TVector Load(void* source);

    /// <summary>Stores a vector.</summary>
    static abstract void Store(TVector value, void* target);

    /// <summary>The minimum of bytes.</summary>
    static abstract TVector MinBytes(TVector x, TVector y);

    /// <summary>The maximum of bytes.</summary>
    static abstract TVector MaxBytes(TVector x, TVector y);

    /// <summary>The bits that both have.</summary>
    static abstract TVector And(TVector x, TVector y);

    /// <summary>The bits that either has.</summary>
    static abstract TVector Or(TVector x, TVector y);

    /// <summary>A value in every 16-bit lane.</summary>
    static abstract TVector Broadcast16(int value);

    /// <summary>Adds 16-bit lanes.</summary>
    static abstract TVector Add16(TVector x, TVector y);

    /// <summary>Subtracts 16-bit lanes.</summary>
    static abstract TVector Subtract16(TVector x, TVector y);

    /// <summary>Multiplies 16-bit lanes; the low halves of the products.</summary>
    static abstract TVector Multiply16(TVector x, TVector y);

    /// <summary>Multiplies unsigned 16-bit lanes; the high halves of the products.</summary>
    static abstract TVector MultiplyHigh16(TVector x, TVector y);

    /// <summary>The absolute values of signed 16-bit lanes.</summary>
    static abstract TVector Abs16(TVector x);

    /// <summary>The maximum of signed 16-bit lanes.</summary>
    static abstract TVector Max16(TVector x, TVector y);

    /// <summary>The minimum of signed 16-bit lanes.</summary>
    static abstract TVector Min16(TVector x, TVector y);

    /// <summary>Shifts 16-bit lanes to the left.</summary>
    static abstract TVector ShiftLeft16(TVector x, int bits);

    /// <summary>Shifts unsigned 16-bit lanes to the right.</summary>
    static abstract TVector ShiftRight16(TVector x, int bits);

    /// <summary>Loads half as many bytes into 16-bit lanes.</summary>
    static abstract TVector LoadWiden16(byte* source);

    /// <summary>Limits unsigned 16-bit lanes to bytes and joins two vectors.</summary>
    static abstract TVector Narrow16(TVector low, TVector high);

    /// <summary>A bit for every signed 16-bit lane where x is greater.</summary>
    static abstract ulong GreaterMask16(TVector x, TVector y);

    /// <summary>A value in every 32-bit lane.</summary>
    static abstract TVector Broadcast32(int value);

    /// <summary>Adds 32-bit lanes.</summary>
    static abstract TVector Add32(TVector x, TVector y);

    /// <summary>Subtracts 32-bit lanes.</summary>
    static abstract TVector Subtract32(TVector x, TVector y);

    /// <summary>Multiplies 32-bit lanes.</summary>
    static abstract TVector Multiply32(TVector x, TVector y);

    /// <summary>The absolute values of signed 32-bit lanes.</summary>
    static abstract TVector Abs32(TVector x);

    /// <summary>The minimum of signed 32-bit lanes.</summary>
    static abstract TVector Min32(TVector x, TVector y);

    /// <summary>The maximum of signed 32-bit lanes.</summary>
    static abstract TVector Max32(TVector x, TVector y);

    /// <summary>All bits of the signed 32-bit lanes where x is greater.</summary>
    static abstract TVector Greater32(TVector x, TVector y);

    /// <summary>Shifts 32-bit lanes to the left.</summary>
    static abstract TVector ShiftLeft32(TVector x, int bits);

    /// <summary>Shifts unsigned 32-bit lanes to the right.</summary>
    static abstract TVector ShiftRight32(TVector x, int bits);

    /// <summary>Multiplies signed 16-bit lanes and adds the products of each pair in a 32-bit lane.</summary>
    static abstract TVector MultiplyAddPairs(TVector x, TVector y);

    /// <summary>Loads signed 16-bit values into 32-bit lanes.</summary>
    static abstract TVector LoadWiden32(short* source);

    /// <summary>Loads bytes into 32-bit lanes.</summary>
    static abstract TVector LoadWiden32(byte* source);

    /// <summary>Stores the low halves of 32-bit lanes.</summary>
    static abstract void StoreNarrow16(TVector value, short* target);

    /// <summary>A value in every float lane.</summary>
    static abstract TVector BroadcastFloat(float value);

    /// <summary>Converts signed 32-bit lanes to floats.</summary>
    static abstract TVector ToFloat(TVector x);

    /// <summary>Converts floats to signed 32-bit lanes, toward zero.</summary>
    static abstract TVector ToInteger(TVector x);

    /// <summary>Adds floats.</summary>
    static abstract TVector AddFloat(TVector x, TVector y);

    /// <summary>Subtracts floats.</summary>
    static abstract TVector SubtractFloat(TVector x, TVector y);

    /// <summary>Multiplies floats.</summary>
    static abstract TVector MultiplyFloat(TVector x, TVector y);

    /// <summary>Divides floats.</summary>
    static abstract TVector DivideFloat(TVector x, TVector y);

    /// <summary>Returns x * y + sum, fused if the CPU supports it.</summary>
    static abstract TVector MultiplyAddFloat(TVector x, TVector y, TVector sum);

    /// <summary>The minimum of floats.</summary>
    static abstract TVector MinFloat(TVector x, TVector y);

    /// <summary>The maximum of floats.</summary>
    static abstract TVector MaxFloat(TVector x, TVector y);

    /// <summary>The square roots of floats.</summary>
    static abstract TVector SqrtFloat(TVector x);

    /// <summary>Rounds floats down.</summary>
    static abstract TVector FloorFloat(TVector x);
}
