using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>Which test tells that there is no token, so that nothing is redeemed and nothing needs a flight.</summary>
internal enum EmptyTest
{
    /// <summary>The token is always there.</summary>
    None,
    Null,
    NullOrEmpty,
    NullOrWhiteSpace,
}

/// <summary>What tells one session's flight from another's.</summary>
/// <param name="Expression">The refresh token, as it can be read where the flight is started.</param>
/// <param name="Type">Its type, without a nullable annotation.</param>
/// <param name="Parameter">The parameter of the guarded function that is the token; null where it is read from state.</param>
/// <param name="Empty">Whether and how the code allows for a missing token.</param>
/// <param name="Roots">Parameters of the guarded function that the expression starts from.</param>
internal sealed record FlightKey(ExpressionSyntax Expression, ITypeSymbol Type, IParameterSymbol? Parameter, EmptyTest Empty,
    ImmutableArray<IParameterSymbol> Roots);
