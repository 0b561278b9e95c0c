using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.Analyzers.Flow;

/// <summary>
/// The control flow of one function: a member's own code, a lambda or a local function. The graph's operations are copies of the member's,
/// so they are found again by their syntax.
/// </summary>
internal sealed class FunctionFlow
{
    private readonly Dictionary<(TextSpan Span, OperationKind Kind), FlowPosition> _positions = new();
    private readonly Dictionary<CaptureId, IOperation> _captures = new();

    private FunctionFlow(IOperation? function, MemberBody body, ControlFlowGraph graph)
    {
        Function = function;
        Body = body;
        Graph = graph;
        foreach (var block in graph.Blocks)
        {
            for (var index = 0; index < block.Operations.Length; index++)
            {
                Record(block.Operations[index], new FlowPosition(block.Ordinal, index));
            }

            if (block.BranchValue is { } value)
            {
                Record(value, new FlowPosition(block.Ordinal, block.Operations.Length));
            }
        }
    }

    /// <summary>The lambda or local function; null for the member's own code.</summary>
    public IOperation? Function { get; }

    public MemberBody Body { get; }

    public ControlFlowGraph Graph { get; }

    public TextSpan Span => (Function ?? Body.Root).Syntax.Span;

    /// <summary>The flow of a function of the member; null where no graph can be built.</summary>
    public static FunctionFlow? Of(IOperation? function, MemberBody body)
    {
        if (body.Graph is not { } graph)
        {
            return null;
        }

        try
        {
            foreach (var step in FunctionsAround(function))
            {
                if (Nested(graph, step) is not { } nested)
                {
                    return null;
                }

                graph = nested;
            }

            return new FunctionFlow(function, body, graph);
        }
        catch (ArgumentException)
        {
            // Broken code: a function that the member's graph does not know. Nothing is known about its flow then.
            return null;
        }
    }

    /// <summary>The innermost lambda or local function around an operation, or null for the member's own code.</summary>
    public static IOperation? FunctionAround(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return at;
            }
        }

        return null;
    }

    public FlowPosition? Find(IOperation operation)
    {
        // Some operations have no copy of their own (a declaration became an assignment): the nearest one around it says where it runs.
        for (var at = operation; at is not null && at != Function; at = at.Parent)
        {
            if (_positions.TryGetValue((at.Syntax.Span, at.Kind), out var position))
            {
                return position;
            }
        }

        return null;
    }

    /// <summary>The operation that a flow capture stands for; any other operation is returned as it is.</summary>
    public IOperation Resolve(IOperation operation)
    {
        // A capture can hold another capture; a chain is as long as expressions nest.
        for (var step = 0; step < 16 && operation is IFlowCaptureReferenceOperation reference && _captures.TryGetValue(reference.Id, out var value); step++)
        {
            operation = value;
        }

        return operation;
    }

    private void Record(IOperation root, FlowPosition position)
    {
        foreach (var operation in root.DescendantsAndSelf())
        {
            var key = (operation.Syntax.Span, operation.Kind);
            if (!operation.IsImplicit || !_positions.ContainsKey(key))
            {
                _positions[key] = position;
            }

            if (operation is IFlowCaptureOperation capture && !_captures.ContainsKey(capture.Id))
            {
                _captures[capture.Id] = capture.Value;
            }
        }
    }

    private static IEnumerable<IOperation> FunctionsAround(IOperation? function)
    {
        var chain = new Stack<IOperation>();
        for (var at = function; at is not null; at = FunctionAround(at))
        {
            chain.Push(at);
        }

        return chain;
    }

    private static ControlFlowGraph? Nested(ControlFlowGraph graph, IOperation function)
    {
        if (function is ILocalFunctionOperation local)
        {
            return graph.GetLocalFunctionControlFlowGraph(local.Symbol);
        }

        foreach (var block in graph.Blocks)
        {
            foreach (var root in block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations)
            {
                foreach (var operation in root.DescendantsAndSelf())
                {
                    if (operation is IFlowAnonymousFunctionOperation lambda && lambda.Syntax == function.Syntax)
                    {
                        return graph.GetAnonymousFunctionControlFlowGraph(lambda);
                    }
                }
            }
        }

        return null;
    }
}
