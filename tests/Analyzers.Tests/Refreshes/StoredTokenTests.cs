namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>A controller that redeems a token of its own keeping is a client; one that is handed the token by the request that it answers is in front of an issuer.</summary>
public sealed class StoredTokenTests
{
    private const string Api = """
        public sealed class Answer { public string AccessToken { get; set; } = ""; public string RefreshToken { get; set; } = ""; }
        public sealed class Row { public string AccessToken { get; set; } = ""; public string RefreshToken { get; set; } = ""; }
        public interface IProviderAuth { Task<(string User, Answer Tokens)> RefreshToken(string refreshToken); }
        public interface IRows { Task<Row> First(); Task SaveAsync(); }
        """;

    [Fact]
    public void ActionThatReadsTheTokenFromItsStore_IsAClient() => Assert.Equal(["Shape Likely RefreshToken [row.RefreshToken]"], Found.In("""
        using Microsoft.AspNetCore.Mvc;

        public sealed class StatusController(IProviderAuth auth, IRows rows) : ControllerBase
        {
            [HttpGet("status")]
            public async Task<IActionResult> Get()
            {
                var row = await rows.First();
                var (_, tokens) = await auth.RefreshToken(row.RefreshToken);
                row.RefreshToken = tokens.RefreshToken;
                await rows.SaveAsync();
                return Ok();
            }
        }
        """, Api));

    [Theory]
    [InlineData("Get(string refreshToken)", "refreshToken", "the token comes with the request")]
    [InlineData("Get()", "Request.Cookies[\"refresh_token\"]!", "the token comes in the request's cookie")]
    [InlineData("Get([FromBody] Row row)", "row.RefreshToken", "the token comes in the request's body")]
    [InlineData("RefreshToken()", "(await rows.First()).RefreshToken", "the endpoint is the one that renews")]
    public void ActionThatIsAskedToRenew_IsNone(string action, string token, string reason) => Assert.True(Found.In($$"""
        using Microsoft.AspNetCore.Mvc;

        public sealed class StatusController(IProviderAuth auth, IRows rows) : ControllerBase
        {
            [HttpGet("status")]
            public async Task<IActionResult> {{action}}
            {
                var (_, tokens) = await auth.RefreshToken({{token}});
                await rows.SaveAsync();
                return Ok(tokens);
            }
        }
        """, Api) is [], reason);
}
