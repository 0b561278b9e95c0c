using System.Text.Json;

namespace RefreshRace.Testing;

/// <summary>Reads the operations of a GraphQL document as far as a server without a schema can: fields, aliases, arguments, variables with
/// their defaults, and fragments (GraphQL, October 2021, §2). Directives are skipped.</summary>
internal sealed class GraphQLParser
{
    /// <summary>Selections nested deeper than this end the request.</summary>
    private const int MaxDepth = 50;

    private readonly GraphQLLexer _lexer;
    private readonly JsonElement? _variables;
    private readonly Dictionary<string, List<GraphQLField>> _fragments = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, List<GraphQLField>>> _spreads = [];
    private readonly List<KeyValuePair<string, string>> _nested = [];
    private readonly Dictionary<string, List<string>> _defaults = new(StringComparer.Ordinal);

    private string? _fragment;

    private GraphQLParser(string document, JsonElement? variables)
    {
        _lexer = new GraphQLLexer(document);
        _variables = variables;
    }

    /// <exception cref="GraphQLSyntaxException">The document is not one that this server understands.</exception>
    public static IReadOnlyList<GraphQLOperation> Parse(string document, JsonElement? variables)
    {
        var parser = new GraphQLParser(document, variables);
        var operations = new List<GraphQLOperation>();
        while (parser._lexer.Current.Length > 0)
        {
            if (parser._lexer.TryTake("fragment"))
                parser.ReadFragment();
            else
                operations.Add(parser.ReadOperation());
        }

        parser.Spread();
        return operations;
    }

    /// <summary>Puts the fields of fragments where the fragments are used, which may be before they are defined.</summary>
    private void Spread()
    {
        foreach (var name in _fragments.Keys)
            RefuseCycles(name, []);

        // Each is filled before what uses it.
        foreach (var spread in _spreads.OrderBy(spread => Height(spread.Key)))
        {
            spread.Value.AddRange(_fragments.TryGetValue(spread.Key, out var fields)
                ? fields
                : throw new GraphQLSyntaxException($"there is no fragment '{spread.Key}'"));
        }
    }

    private void RefuseCycles(string name, string[] above)
    {
        if (above.Contains(name))
            throw new GraphQLSyntaxException($"the fragment '{name}' contains itself");
        foreach (var inner in _nested.Where(use => use.Key == name))
            RefuseCycles(inner.Value, [.. above, name]);
    }

    private int Height(string name) => _nested.Where(use => use.Key == name).Select(use => Height(use.Value) + 1).DefaultIfEmpty().Max();

    private GraphQLOperation ReadOperation()
    {
        _fragment = null;
        var type = _lexer.Current == "{" ? "query" : _lexer.TakeName();
        var operation = new GraphQLOperation(type, _lexer.IsName ? _lexer.TakeName() : null);
        _defaults.Clear();
        if (_lexer.TryTake("("))
            ReadVariables();
        ReadDirectives();
        ReadSelections(operation.Fields, MaxDepth);
        return operation;
    }

    private void ReadFragment()
    {
        var name = _lexer.TakeName();
        _lexer.Expect("on");
        _lexer.TakeName();
        ReadDirectives();
        _fragment = name;
        ReadSelections(_fragments[name] = [], MaxDepth);
    }

    private void ReadVariables()
    {
        while (!_lexer.TryTake(")"))
        {
            _lexer.Expect("$");
            var name = _lexer.TakeName();
            _lexer.Expect(":");
            while (_lexer.Current is "[" or "]" or "!" || _lexer.IsName)
                _lexer.Take();
            if (_lexer.TryTake("="))
                ReadValue(_defaults[name] = [], []);
            ReadDirectives();
        }
    }

    private void ReadSelections(List<GraphQLField> fields, int depth)
    {
        if (depth == 0)
            throw new GraphQLSyntaxException("the document is nested too deeply");

        _lexer.Expect("{");
        while (!_lexer.TryTake("}"))
        {
            if (_lexer.TryTake("..."))
                ReadSpread(fields, depth);
            else
                fields.Add(ReadField(depth));
        }
    }

    private void ReadSpread(List<GraphQLField> fields, int depth)
    {
        if (_lexer.IsName && _lexer.Current != "on")
        {
            var name = _lexer.TakeName();
            _spreads.Add(new(name, fields));
            if (_fragment is not null)
                _nested.Add(new(_fragment, name));
            ReadDirectives();
            return;
        }

        if (_lexer.TryTake("on"))
            _lexer.TakeName();
        ReadDirectives();
        ReadSelections(fields, depth - 1);
    }

    private GraphQLField ReadField(int depth)
    {
        var responseName = _lexer.TakeName();
        var field = new GraphQLField(_lexer.TryTake(":") ? _lexer.TakeName() : responseName, responseName);
        if (_lexer.TryTake("("))
            ReadArguments(field.Texts, field.MissingVariables);
        ReadDirectives();
        if (_lexer.Current == "{")
            ReadSelections(field.Selections, depth - 1);
        return field;
    }

    private void ReadArguments(List<string> texts, List<string> missing)
    {
        while (!_lexer.TryTake(")"))
        {
            _lexer.TakeName();
            _lexer.Expect(":");
            ReadValue(texts, missing);
        }
    }

    private void ReadDirectives()
    {
        while (_lexer.TryTake("@"))
        {
            _lexer.TakeName();
            if (_lexer.TryTake("("))
                ReadArguments([], []);
        }
    }

    private void ReadValue(List<string> texts, List<string> missing)
    {
        if (_lexer.IsText)
            texts.Add(_lexer.TakeText());
        else if (_lexer.TryTake("$"))
            ReadVariable(_lexer.TakeName(), texts, missing);
        else if (_lexer.TryTake("["))
            ReadList(texts, missing);
        else if (_lexer.TryTake("{"))
            ReadObject(texts, missing);
        else
            _lexer.Take();
    }

    private void ReadList(List<string> texts, List<string> missing)
    {
        while (!_lexer.TryTake("]"))
            ReadValue(texts, missing);
    }

    private void ReadObject(List<string> texts, List<string> missing)
    {
        while (!_lexer.TryTake("}"))
        {
            _lexer.TakeName();
            _lexer.Expect(":");
            ReadValue(texts, missing);
        }
    }

    private void ReadVariable(string name, List<string> texts, List<string> missing)
    {
        if (_variables is { ValueKind: JsonValueKind.Object } variables && variables.TryGetProperty(name, out var value))
            AddTexts(value, texts);
        else if (_defaults.TryGetValue(name, out var defaults))
            texts.AddRange(defaults);
        else
            missing.Add(name);
    }

    private static void AddTexts(JsonElement value, List<string> texts)
    {
        if (value.ValueKind == JsonValueKind.String)
            texts.Add(value.GetString()!);
        else if (value.ValueKind == JsonValueKind.Array)
            value.EnumerateArray().ToList().ForEach(item => AddTexts(item, texts));
        else if (value.ValueKind == JsonValueKind.Object)
            value.EnumerateObject().ToList().ForEach(property => AddTexts(property.Value, texts));
    }
}
