namespace RefreshRace.Analyzers.Flow;

/// <summary>Where an operation stands in a control-flow graph: its block, and its index among the block's operations (the branch value comes last).</summary>
internal readonly record struct FlowPosition(int Block, int Index);
