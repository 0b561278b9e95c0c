namespace RefreshRace.Machines;

/// <summary>A way to have one exchange per token, whichever process asks.</summary>
internal interface IContender
{
    Task<Tokens> RefreshAsync(int number);
}
