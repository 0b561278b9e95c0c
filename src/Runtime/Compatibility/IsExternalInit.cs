#if !NET
#pragma warning disable IDE0130 // the compiler looks for this type in this namespace

namespace System.Runtime.CompilerServices
{
    /// <summary>Lets init accessors compile for netstandard2.0.</summary>
    internal static class IsExternalInit;
}
#endif
