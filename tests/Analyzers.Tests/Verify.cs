global using VerifyCS = RefreshRace.Verification.CSharpVerifier<RefreshRace.Analyzers.RefreshRaceAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;
global using Xunit;
