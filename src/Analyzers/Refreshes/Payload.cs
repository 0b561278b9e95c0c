using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>What a call sends, as far as the member and its builders show: the facts that evidence is made of.</summary>
internal sealed class Payload
{
    private readonly List<IOperation> _keyed = new();
    private readonly List<IOperation> _named = new();
    private readonly List<IOperation> _holders = new();
    private readonly List<IOperation> _builders = new();

    /// <summary>It says <c>grant_type</c> = <c>refresh_token</c>, or an equivalent of a provider.</summary>
    public bool RefreshGrant { get; set; }

    /// <summary>It has a grant type whose value is kept elsewhere, neither a constant nor a parameter.</summary>
    public bool OpenGrant { get; set; }

    /// <summary>A key, property or parameter named for a refresh token has a value.</summary>
    public bool HasKeyedToken => _keyed.Count > 0;

    /// <summary>Its address is that of a refresh endpoint.</summary>
    public bool RefreshAddress { get; set; }

    /// <summary>The address alone leaves no doubt, because it speaks of tokens or sessions as well.</summary>
    public bool PlainRefreshAddress { get; set; }

    /// <summary>It holds a GraphQL mutation that renews a token.</summary>
    public bool RefreshMutation { get; set; }

    /// <summary>The type of a request that is named for a refresh and created for this call.</summary>
    public ITypeSymbol? RefreshRequest { get; set; }

    /// <summary>A builder in another member puts the refresh token in.</summary>
    public bool BuilderCarriesToken { get; set; }

    /// <summary>Whether it shows anything of a refresh, or the token under its name: only then is it worth asking whether the call sends.</summary>
    public bool MayBeRefresh => RefreshGrant || RefreshMutation || RefreshAddress || RefreshRequest is not null || HasKeyedToken;

    /// <summary>Calls that the payload went through on its way.</summary>
    public HashSet<IOperation> Through { get; } = new();

    public bool CarriesToken => _keyed.Count > 0 || _named.Count > 0 || _holders.Count > 0 || BuilderCarriesToken;

    /// <summary>The operations whose value is the refresh token, taken from the surest sign that there is.</summary>
    public ImmutableArray<IOperation> Tokens =>
        (_keyed.Count > 0 ? _keyed : _named.Count > 0 ? _named : _holders.Count > 0 ? _holders : _builders)
            .Where(value => value.Type?.Name != "CancellationToken").Distinct().ToImmutableArray();

    /// <summary>The value of a key, property or parameter that is named for a refresh token.</summary>
    public void AddKeyed(IOperation value)
    {
        if (!value.ConstantValue.HasValue)
        {
            _keyed.Add(value);
        }
    }

    /// <summary>A variable, member or read that is named for a refresh token.</summary>
    public void AddNamed(IOperation value) => _named.Add(value);

    /// <summary>An object that has a member for a refresh token.</summary>
    public void AddHolder(IOperation value) => _holders.Add(value);

    /// <summary>A call of another member that builds part of the payload.</summary>
    public void AddBuilder(IInvocationOperation call) => _builders.Add(call);
}
