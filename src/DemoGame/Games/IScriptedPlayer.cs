namespace DemoGame.Games;

/// <summary>A game that knows how to play itself, from its own state rather than from pixels: for demonstrations and tests.</summary>
public interface IScriptedPlayer
{
    /// <summary>The best action in the present state.</summary>
    int BestAction();
}
