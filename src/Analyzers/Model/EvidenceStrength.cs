namespace RefreshRace.Analyzers.Model;

/// <summary>How sure the evidence is. Only <see cref="Likely"/> and above may become a warning.</summary>
internal enum EvidenceStrength
{
    Weak,
    Likely,
    Strong,
    Certain,
}
