using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>String literals in methods become private static readonly fields.</summary>
internal sealed class LiteralsToStaticReadonly(Seed seed) : LiteralsToConstants(seed)
{
    protected override string Declaration(string name, string text) => $"private static readonly string {name} = {SymbolDisplay.FormatLiteral(text, quote: true)};";
}
