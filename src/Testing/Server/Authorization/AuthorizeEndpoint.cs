namespace RefreshRace.Testing;

/// <summary>The authorization endpoint for the code flow with PKCE (RFC 6749 §4.1, RFC 7636). There is no page to sign in at: whoever asks
/// has signed in.</summary>
internal sealed class AuthorizeEndpoint(CodeLedger codes, IssuerName issuer, ServerLog log)
{
    public ServerAnswer Handle(ServerRequest request)
    {
        var fields = FormFields.Parse(request.IsPost ? request.Body : request.Query);

        // Errors of these two must not be sent to an address that nobody has vouched for (RFC 6749 §4.1.2.1).
        if (fields["client_id"] is null)
            return Refuse(request, "client_id is missing");
        if (fields["redirect_uri"] is not { } address || !Uri.TryCreate(address, UriKind.Absolute, out _))
            return Refuse(request, "redirect_uri is missing or not absolute");

        if (fields["response_type"] != "code")
            return Refuse(request, fields, "unsupported_response_type", "response_type must be code");
        if (fields["code_challenge"] is null)
            return Refuse(request, fields, "invalid_request", "code_challenge is missing: this server insists on PKCE");
        if (fields["code_challenge_method"] != "S256")
            return Refuse(request, fields, "invalid_request", "code_challenge_method must be S256");

        return Redirect(fields, $"code={codes.Issue(fields)}");
    }

    private ServerAnswer Refuse(ServerRequest request, string why)
    {
        log.Write(TokenServerEventKind.RequestRefused, $"{request} was refused: {why}");
        return ServerAnswer.Error(400, "invalid_request", why);
    }

    private ServerAnswer Refuse(ServerRequest request, FormFields fields, string error, string why)
    {
        log.Write(TokenServerEventKind.RequestRefused, $"{request} was refused: {why}");
        return Redirect(fields, $"error={error}&error_description={Uri.EscapeDataString(why)}");
    }

    private ServerAnswer Redirect(FormFields fields, string outcome)
    {
        var address = fields["redirect_uri"]!;
        var state = fields["state"] is { } text ? $"&state={Uri.EscapeDataString(text)}" : "";
        var separator = address.IndexOf('?') < 0 ? "?" : "&";
        return ServerAnswer.Redirect($"{address}{separator}{outcome}{state}&iss={Uri.EscapeDataString(issuer.Current)}");
    }
}
