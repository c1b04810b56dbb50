namespace VisionRuntime.External;

/// <summary>Reads the reward of a decision and the end of an episode from the screen.</summary>
internal sealed class RewardReader : IDisposable
{
    private readonly GameDescription _game;
    private readonly INumberReader? _digits;
    private readonly PictureMatch[] _ends, _pictures;
    private readonly bool[] _shown;
    private readonly AreaChange[] _changes;
    private readonly AreaChange? _lives;
    private long _score, _jumped = -1;
    private bool _started;

    /// <summary>Loads the pictures of a game.</summary>
    /// <exception cref="GameDescriptionException">A picture cannot be read.</exception>
    public RewardReader(GameDescription game)
    {
        _game = game;
        _digits = game.Score switch
        {
            null => null,
            { Network: not null } score => new TrainedReader(game, score),
            var score => new FontReader(game, score),
        };
        _ends = [.. game.End.Select(picture => new PictureMatch(game, picture))];
        _pictures = [.. game.Pictures.Select(reward => new PictureMatch(game, reward.Picture))];
        _shown = new bool[_pictures.Length];
        _changes = [.. game.Changes.Select(static change => new AreaChange(change.Area, change.Threshold))];
        _lives = game.Lives is { } lives ? new(lives.Area, lives.Threshold) : null;
    }

    /// <summary>Gets the score read last, where one is read from digits.</summary>
    public long Score => _score;

    /// <summary>Gets whether a life was lost at the last decision.</summary>
    public bool LifeLost { get; private set; }

    /// <summary>Gets the number of decisions at which the score could not be read.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Starts an episode: what the screen shows now gives no reward.</summary>
    public void Begin(ScreenView screen)
    {
        _started = false;
        foreach (var change in _changes) change.Begin();
        _lives?.Begin();
        Read(screen);
        _started = true;
    }

    /// <summary>Reads the reward since the last call.</summary>
    public float Read(ScreenView screen)
    {
        LifeLost = _lives?.Differs(screen) == true;
        double reward = ScoreReward(screen) + PictureRewards(screen) + ChangeRewards(screen);
        return _started ? (float)reward : 0;
    }

    /// <summary>Returns whether the screen shows that the episode has ended.</summary>
    public bool HasEnded(ScreenView screen)
    {
        foreach (var end in _ends)
        {
            if (end.IsShown(screen)) return true;
        }
        return false;
    }

    /// <summary>Frees the network that reads digits.</summary>
    public void Dispose() => _digits?.Dispose();

    private double ScoreReward(ScreenView screen)
    {
        if (_digits is null) return 0;
        if (!_digits.TryRead(screen, out long score))
        {
            Unreadable++;
            return 0;
        }
        long increase = score - _score;
        if (_started && (increase < 0 || increase > _game.Score!.LargestIncrease))
        {
            // A digit that is misread looks like a jump, and the score of the episode before may fall to zero in several steps. A score
            // that is read twice is true, but gives no reward.
            if (score == _jumped) _score = score;
            _jumped = score;
            return 0;
        }
        (_score, _jumped) = (score, -1);
        return increase * _game.Score!.Scale;
    }

    private double PictureRewards(ScreenView screen)
    {
        double reward = 0;
        for (int i = 0; i < _pictures.Length; i++)
        {
            bool shown = _pictures[i].IsShown(screen);
            if (shown && !_shown[i]) reward += _game.Pictures[i].Reward;
            _shown[i] = shown;
        }
        return reward;
    }

    private double ChangeRewards(ScreenView screen)
    {
        double reward = 0;
        for (int i = 0; i < _changes.Length; i++)
        {
            if (_changes[i].Differs(screen)) reward += _game.Changes[i].Reward;
        }
        return reward;
    }
}
