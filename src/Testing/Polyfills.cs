#if NETSTANDARD2_0
namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for to emit <c>init</c> accessors.</summary>
internal static class IsExternalInit;
#endif
