namespace Fleet;

/// <summary>How the token endpoint behaves.</summary>
public enum Weather
{
    Fine,

    /// <summary>It answers after 300 ms.</summary>
    Slow,

    /// <summary>It rotates the token and the answer gets lost.</summary>
    LosesAnswers,

    /// <summary>It answers 503 and rotates nothing.</summary>
    Down,
}
