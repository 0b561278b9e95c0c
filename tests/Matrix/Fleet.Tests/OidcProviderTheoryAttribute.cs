namespace RefreshRace.Fleet.Matrix;

/// <summary>A theory that needs the npm package. Without it the theory is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OidcProviderTheoryAttribute : TheoryAttribute
{
    public OidcProviderTheoryAttribute() => Skip = NodeProvider.Missing;
}
