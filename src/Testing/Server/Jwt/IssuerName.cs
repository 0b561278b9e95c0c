namespace RefreshRace.Testing;

/// <summary>What the server calls itself: as configured, or where it listens.</summary>
internal sealed class IssuerName(string? configured)
{
    private volatile string _address = "http://localhost";

    /// <summary>What it is called. Without a slash at its end.</summary>
    public string Current => configured ?? _address;

    /// <summary>Where it was opened last. Without a slash at its end.</summary>
    public string Address => _address;

    public void OpenedAt(Uri address) => _address = address.GetLeftPart(UriPartial.Authority);
}
