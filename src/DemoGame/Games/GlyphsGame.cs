using DemoGame.Rendering;

namespace DemoGame.Games;

/// <summary>
/// Glyphs: opponents approach a tower in three lanes, and a spell for each sign that is drawn keeps them away. The reward is 1 for each
/// opponent defeated and -1 for each that reaches the tower; an episode ends without lives, or after two minutes.
/// </summary>
public sealed class GlyphsGame : IGame, IScriptedPlayer
{
    internal const int WorldSize = 84, Unit = 8, Right = WorldSize * Unit, TowerRight = 15 * Unit, Lanes = 3;
    internal const int MaximumLife = 5, MaximumMana = 10, EffectSteps = 9, EpisodeSteps = 1800;
    private const int Wait = 0, Fire = 1, Lightning = 2, Shield = 3, Frost = 4, Heal = 5, Wind = 6, Star = 7;
    private const int ManaSteps = 13, FrostSteps = 40, FireDamage = 3, WindUnits = 26 * Unit, MostOpponents = 20;

    private static readonly string[] Spells = ["wait", "fire", "lightning", "shield", "frost", "heal", "wind", "star"];
    private static readonly string[] SignOfSpell = ["", "triangle", "zigzag", "circle", "spiral", "heart", "wave", "star"];
    private static readonly int[] Costs = [0, 1, 3, 2, 3, 5, 2, 8];
    private static readonly (int Health, int Speed)[] Kinds = [(1, 4), (1, 7), (3, 3)];

    private readonly List<Opponent> _opponents = new(MostOpponents);
    private GameRandom _random;
    private int _steps, _untilNext;

    /// <summary>Creates a game at the beginning of the episode with seed 0.</summary>
    public GlyphsGame() => Reset(0);

    /// <summary>Names, pace and success.</summary>
    public static GameDefinition Definition { get; } = new("glyphs", static () => new GlyphsGame())
    {
        Title = "Glyphs", Actions = Spells, IdleAction = Wait, SignsModel = "glyphs",
        Success = new() { Label = "Held", Episodes = "towers", ReturnAbove = 40 },
    };

    /// <inheritdoc/>
    public int Width => WorldSize;

    /// <inheritdoc/>
    public int Height => WorldSize;

    /// <inheritdoc/>
    public bool Ended => Lives == 0 || _steps == EpisodeSteps;

    /// <inheritdoc/>
    public int Lives { get; private set; }

    /// <summary>The opponents that were defeated.</summary>
    internal int Defeated { get; private set; }

    internal int Mana { get; private set; }

    internal int Shields { get; private set; }

    internal int Frozen { get; private set; }

    /// <summary>The spell that was cast last, and how many steps ago.</summary>
    internal (int Spell, int Age) Effect { get; private set; }

    internal IReadOnlyList<Opponent> Opponents => _opponents;

    /// <summary>Returns the action that a sign stands for; the idle action if it is none.</summary>
    internal static int ActionOf(string sign) => Math.Max(Wait, Array.IndexOf(SignOfSpell, sign));

    /// <summary>Returns the sign and the mana of a spell.</summary>
    internal static (string Sign, int Cost) Spell(int action) => (SignOfSpell[action], Costs[action]);

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        _random = new(seed);
        _opponents.Clear();
        (Lives, Mana, Shields, Frozen, Defeated, Effect) = (MaximumLife, MaximumMana, 0, 0, 0, (Wait, EffectSteps));
        (_steps, _untilNext) = (0, 1);
    }

    /// <inheritdoc/>
    public StepResult Step(int action)
    {
        StepRules.Require("Glyphs", Spells, action, Ended);
        Effect = (Effect.Spell, Math.Min(EffectSteps, Effect.Age + 1));
        if (++_steps % ManaSteps == 0) Mana = Math.Min(MaximumMana, Mana + 1);
        int before = Defeated, lost = 0;
        if (action != Wait && Mana >= Costs[action]) Cast(action);
        for (int i = _opponents.Count - 1; i >= 0; i--)
        {
            var opponent = _opponents[i];
            _opponents[i] = opponent with { Before = opponent.X, X = opponent.X - (Frozen > 0 ? 0 : Kinds[opponent.Kind].Speed) };
            if (_opponents[i].X > TowerRight) continue;
            _opponents.RemoveAt(i);
            if (Shields > 0) Shields--;
            else lost++;
        }
        Frozen = Math.Max(0, Frozen - 1);
        Lives = Math.Max(0, Lives - lost);
        if (--_untilNext == 0) Summon();
        return new(Defeated - before - lost, Lives == 0, Lives > 0 && _steps == EpisodeSteps);
    }

    /// <summary>Casts what helps most against the opponents that are near.</summary>
    public int BestAction()
    {
        int near = _opponents.Count(opponent => opponent.X < Right / 2), weak = _opponents.Count(opponent => opponent.Health == 1);
        int wanted = weak >= 5 ? Lightning : near > 0 ? Fire : Wait;
        if (wanted == Wait && Lives <= 2 && Mana == MaximumMana) return Heal;
        return Mana >= Costs[wanted] ? wanted : near > 0 && Mana >= Costs[Fire] ? Fire : Wait;
    }

    /// <inheritdoc/>
    public void DrawScenery(ISpriteSink sprites) => GlyphsScenery.DrawLand(sprites);

    /// <inheritdoc/>
    public void Draw(ISpriteSink sprites, float interpolation) => GlyphsScenery.Draw(sprites, this, interpolation);

    private void Cast(int action)
    {
        (Mana, Effect) = (Mana - Costs[action], (action, 0));
        switch (action)
        {
            case Fire when _opponents.Count > 0: Hurt(Nearest(), FireDamage); break;
            case Lightning: HurtAll(1); break;
            case Shield: Shields = 3; break;
            case Frost: Frozen = FrostSteps; break;
            case Heal: Lives = Math.Min(MaximumLife, Lives + 2); break;
            case Wind:
                for (int i = 0; i < _opponents.Count; i++)
                    _opponents[i] = _opponents[i] with { X = Math.Min(Right, _opponents[i].X + WindUnits) };
                break;
            case Star: HurtAll(FireDamage); break;
        }
    }

    private int Nearest()
    {
        int nearest = 0;
        for (int i = 1; i < _opponents.Count; i++)
        {
            if (_opponents[i].X < _opponents[nearest].X) nearest = i;
        }
        return nearest;
    }

    private void HurtAll(int damage)
    {
        for (int i = _opponents.Count - 1; i >= 0; i--) Hurt(i, damage);
    }

    private void Hurt(int index, int damage)
    {
        var opponent = _opponents[index];
        if (opponent.Health > damage) _opponents[index] = opponent with { Health = opponent.Health - damage };
        else _opponents.RemoveAt(index);
        if (opponent.Health <= damage) Defeated++;
    }

    /// <summary>Lets the next opponent appear; they come faster and faster.</summary>
    private void Summon()
    {
        _untilNext = Math.Max(11, 40 - _steps / 40) + _random.Between(-6, 6);
        if (_opponents.Count == MostOpponents) return;
        int kind = Math.Max(0, _random.Between(-1, Math.Min(2, _steps / 200)));
        _opponents.Add(new(kind, _random.Between(0, Lanes - 1), Right, Right, Kinds[kind].Health));
    }

    /// <summary>An opponent: its kind (goblin, ghost, ogre), its lane, where it is and was before the last step, and its health.</summary>
    internal readonly record struct Opponent(int Kind, int Lane, int X, int Before, int Health);
}
