using System.ComponentModel;
using System.Globalization;
using Spectre.Console.Cli;

namespace RefreshRace.Tool.Commands;

/// <summary>The command line of <c>explain</c>.</summary>
internal sealed class ExplainSettings : CommandSettings
{
    [CommandArgument(0, "<FILE:LINE>")]
    [Description("A line of a C# file, as the reports print it.")]
    public string Place { get; init; } = "";

    [CommandOption("--path <PATH>")]
    [Description("The solution or project to load. Default: the nearest one above the file.")]
    public string? Path { get; init; }

    [CommandOption("--verbose")]
    [Description("Say on standard error what is being done.")]
    public bool Verbose { get; init; }

    /// <summary>The full path of the file, and the line from 1.</summary>
    /// <exception cref="UsageException">The argument is not of that form, or there is no such file.</exception>
    public (string File, int Line) Read()
    {
        var colon = Place.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(Place[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var line) || line < 1)
        {
            throw new UsageException($"'{Place}' is not of the form FILE:LINE.");
        }

        var file = System.IO.Path.GetFullPath(Place[..colon]);
        return File.Exists(file) ? (file, line) : throw new UsageException($"There is no file '{Place[..colon]}'.");
    }
}
