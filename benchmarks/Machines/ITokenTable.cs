namespace RefreshRace.Machines;

/// <summary>The application's own store of tokens, which every contender writes after an exchange, and which those that only lock have to
/// read again.</summary>
internal interface ITokenTable
{
    Task<Tokens?> FindAsync(int number);

    Task SaveAsync(Tokens tokens);
}
