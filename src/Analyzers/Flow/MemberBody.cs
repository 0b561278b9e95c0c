using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Flow;

/// <summary>A member's executable code in this compilation: a method, accessor, constructor, operator, or the top-level statements. Lambdas and local functions belong to the member around them.</summary>
internal sealed class MemberBody
{
    // A member beyond this many blocks is generated or beyond review; the questions then answer "unknown", which is silence.
    private const int MaxBlocks = 2_000;

    private readonly Lazy<ControlFlowGraph?> _graph;
    private readonly Lazy<BodyIndex> _index;
    private readonly Lazy<ImmutableArray<IOperation>> _operations;
    private readonly ConcurrentDictionary<Type, object> _facts = new();

    public MemberBody(IMethodSymbol member, IOperation root, SemanticModel model)
    {
        Member = member;
        Root = root;
        Model = model;
        _graph = new Lazy<ControlFlowGraph?>(BuildGraph);
        _index = new Lazy<BodyIndex>(() => new BodyIndex(root));
        _operations = new Lazy<ImmutableArray<IOperation>>(() => root.Descendants().ToImmutableArray());
    }

    /// <summary>The method, accessor or constructor; for top-level statements the synthesised entry point.</summary>
    public IMethodSymbol Member { get; }

    /// <summary>The root operation: <see cref="IMethodBodyOperation"/>, <see cref="IConstructorBodyOperation"/>, a block, or an initialiser.</summary>
    public IOperation Root { get; }

    public SemanticModel Model { get; }

    /// <summary>The control-flow graph of the member's own code; null where none can be built or it is too large.</summary>
    public ControlFlowGraph? Graph => _graph.Value;

    /// <summary>All operations in the root, each before what lies in it.</summary>
    public ImmutableArray<IOperation> Operations => _operations.Value;

    /// <summary>The member's operations by the variables that they name.</summary>
    public BodyIndex Index => _index.Value;

    /// <summary>Something that is told from the member alone, made once.</summary>
    public T Fact<T>(Func<MemberBody, T> make)
        where T : class => (T)_facts.GetOrAdd(typeof(T), _ => make(this));

    private ControlFlowGraph? BuildGraph()
    {
        try
        {
            var graph = Root switch
            {
                IMethodBodyOperation method => ControlFlowGraph.Create(method),
                IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor),
                IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block),
                IFieldInitializerOperation field => ControlFlowGraph.Create(field),
                IPropertyInitializerOperation property => ControlFlowGraph.Create(property),
                _ => null,
            };
            return graph is { Blocks.Length: <= MaxBlocks } ? graph : null;
        }
        catch (ArgumentException)
        {
            // Broken code can leave a root that Roslyn refuses to lower; nothing is known about its flow then.
            return null;
        }
    }
}
