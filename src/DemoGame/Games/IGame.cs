using DemoGame.Rendering;

namespace DemoGame.Games;

/// <summary>
/// One instance of a game: its rules and its state, without graphics. It advances by fixed steps, one action each, and describes what it
/// looks like as sprites that something else draws. Its <see cref="GameDefinition"/> has everything else.
/// </summary>
/// <remarks>
/// The world is measured in pixels, x to the right and y down from the top left corner. An episode lasts from <see cref="Reset"/> to the
/// first step that is terminated or truncated; the same seed and the same actions give the same episode on every machine.
/// </remarks>
public interface IGame
{
    /// <summary>The world's width in pixels.</summary>
    int Width { get; }

    /// <summary>The world's height in pixels.</summary>
    int Height { get; }

    /// <summary>True from the step that ended the episode until the next <see cref="Reset"/>.</summary>
    bool Ended { get; }

    /// <summary>The lives that are left; 0 in a game without lives.</summary>
    int Lives => 0;

    /// <summary>
    /// How near the state is to success, for shaping the rewards of agents in training; 0 in a game that does not say. Agents never observe
    /// it.
    /// </summary>
    float Potential => 0;

    /// <summary>Begins a new episode, entirely determined by <paramref name="seed"/>.</summary>
    void Reset(ulong seed);

    /// <summary>Advances the world by one fixed step.</summary>
    /// <param name="action">An index into <see cref="TrainableGame.Actions"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such action.</exception>
    /// <exception cref="InvalidOperationException">The episode has ended.</exception>
    StepResult Step(int action);

    /// <summary>
    /// Draws the scenery, which never changes during the life of this instance: it is drawn once and kept. What a reset changes belongs in
    /// <see cref="Draw"/>.
    /// </summary>
    /// <param name="sprites">Receives the sprites, from back to front.</param>
    void DrawScenery(ISpriteSink sprites);

    /// <summary>Draws everything that moves, in front of the scenery. Allocates nothing.</summary>
    /// <param name="sprites">Receives the sprites, from back to front.</param>
    /// <param name="interpolation">0 is the world before the last step, 1 the world now; values in between give smooth motion.</param>
    void Draw(ISpriteSink sprites, float interpolation);
}
