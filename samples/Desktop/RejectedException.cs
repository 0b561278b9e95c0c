namespace Desktop;

/// <summary>The provider's definitive refusal: the session is over.</summary>
public sealed class RejectedException() : Exception("The provider has rejected the refresh token.");
