namespace RefreshRace.Tool.Commands;

/// <summary>Is told what is being done.</summary>
internal interface IProgressReport
{
    /// <param name="phase">e.g. "Loading".</param>
    /// <param name="item">The project or place.</param>
    void Step(string phase, string item);
}
