namespace Vision.Bench.Scale;

/// <summary>What the parts of a run with many actors cost, as measured.</summary>
/// <param name="PlayMicroseconds">An actor on one thread: game, picture, network, for each frame.</param>
/// <param name="EncodeMicroseconds">Compressing, for each frame.</param>
/// <param name="DecodeMicroseconds">Decompressing, for each frame.</param>
/// <param name="LearnMicroseconds">Storing and learning, for each frame.</param>
/// <param name="BatchFrames">The frames of a batch.</param>
/// <param name="BatchBytes">The bytes of a batch as a message.</param>
/// <param name="BrokerMilliseconds">The broker, for each batch: published with a confirm, delivered and acknowledged.</param>
/// <param name="WeightsBytes">The bytes of the weights as a message.</param>
/// <param name="PublicationFrames">The frames learned from between two publications of the weights.</param>
internal sealed record ScaleCosts(
    double PlayMicroseconds, double EncodeMicroseconds, double DecodeMicroseconds, double LearnMicroseconds, int BatchFrames, int BatchBytes,
    double BrokerMilliseconds, int WeightsBytes, double PublicationFrames);
