namespace RefreshRace.Testing;

/// <summary>How an endpoint writes the outcome of an exchange.</summary>
internal interface IAnswerForm
{
    ServerAnswer Tokens(RefreshTokenEntry entry);

    /// <summary>A definitive refusal.</summary>
    /// <param name="error">The error code of RFC 6749 §5.2.</param>
    /// <param name="description">Why, in words.</param>
    ServerAnswer Refusal(string error, string description);
}
