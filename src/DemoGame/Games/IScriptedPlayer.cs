namespace DemoGame.Games;

/// <summary>A game that can play itself, from its own state rather than from pixels: for demonstrations and tests.</summary>
public interface IScriptedPlayer
{
    /// <summary>Returns the best action in the current state.</summary>
    int BestAction();
}
