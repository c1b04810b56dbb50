using DemoGame.Games;
using Silk.NET.Input;

namespace DemoGame.Commands;

/// <summary>Turns the keys that a person presses into one action for each step of a game.</summary>
internal sealed class KeyboardControls(GameDefinition game)
{
    private readonly List<Key> _held = [];
    private Key? _pressed;

    /// <summary>Subscribes to a keyboard.</summary>
    public void Attach(IKeyboard keyboard)
    {
        keyboard.KeyDown += (_, key, _) => Press(key);
        keyboard.KeyUp += (_, key, _) => Release(key);
    }

    public void Press(Key key)
    {
        if (!game.Keys.ContainsKey(key)) return;
        _held.Remove(key);
        _held.Add(key);
        _pressed = key;
    }

    public void Release(Key key) => _held.Remove(key);

    /// <summary>
    /// The action for the next step: that of the key pressed last, as long as it is held, and for one step if it was released again; the
    /// game's idle action if no key is held.
    /// </summary>
    public int NextAction()
    {
        Key? key = _pressed ?? (_held.Count > 0 ? _held[^1] : null);
        _pressed = null;
        return key is { } chosen ? game.Keys[chosen] : game.IdleAction;
    }
}
