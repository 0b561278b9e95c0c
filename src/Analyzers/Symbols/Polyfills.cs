#pragma warning disable IDE0130 // the compiler looks for these types in these namespaces

namespace System.Runtime.CompilerServices
{
    /// <summary>Lets records and init accessors compile for netstandard2.0.</summary>
    internal static class IsExternalInit;
}
