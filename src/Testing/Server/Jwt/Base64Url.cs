using System.Text;

namespace RefreshRace.Testing;

/// <summary>Base64 with the alphabet of URLs and without padding (RFC 4648 §5), as JOSE and PKCE write bytes.</summary>
internal static class Base64Url
{
    public static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));
}
