using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Knowledge;

/// <summary>Libraries whose public surface merges concurrent refreshes, or whose tokens stay valid after use. Calls of them are no refresh; so neither is what stands in their own source behind that surface.</summary>
internal static class MergingLibraries
{
    // The front door of each library. Where it is declared in a compilation, the compilation is the library.
    private static readonly string[] FrontDoors =
    [
        "Microsoft.Identity.Client.IClientApplicationBase",
        "Azure.Core.TokenCredential",
        "Google.Apis.Auth.OAuth2.ITokenAccess",
    ];

    public static bool IsSourceOfOne(Compilation compilation) => FrontDoors.Any(name => compilation.Assembly.GetTypeByMetadataName(name) is not null);
}
