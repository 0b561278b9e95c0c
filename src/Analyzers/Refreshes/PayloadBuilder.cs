using System.Text;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Turns what a <see cref="PayloadWalk"/> meets into the facts of a <see cref="Payload"/>.</summary>
internal sealed class PayloadBuilder
{
    public Payload Payload { get; } = new();

    /// <summary>Whether the walk is in the member that sends; what it meets in a builder elsewhere is no operation of that member.</summary>
    public bool IsOwn { get; set; } = true;

    /// <summary>Whether the walk is in an argument or property that is an address.</summary>
    public bool InAddress { get; set; }

    /// <summary>Whether the walk is inside of a variable that is named for the token: what it was set from is not a second token.</summary>
    public bool InToken { get; set; }

    /// <summary>What was appended to builders and writers, one after another.</summary>
    public StringBuilder Appended { get; } = new();

    public void AddText(string text)
    {
        if (PayloadTexts.SaysRefreshGrant(text))
        {
            Payload.RefreshGrant = true;
        }

        if (PayloadTexts.SaysRefreshMutation(text))
        {
            Payload.RefreshMutation = true;
        }

        if (InAddress || text.Contains('/'))
        {
            AddAddress(text);
        }
    }

    public void AddAddress(string text)
    {
        if (PayloadTexts.IsRefreshAddress(text, out var plain))
        {
            Payload.RefreshAddress = true;
            Payload.PlainRefreshAddress |= plain;
        }
    }

    public void AddAddressName(string name)
    {
        if (Vocabulary.NamesRefreshUrl(name))
        {
            Payload.RefreshAddress = true;
            Payload.PlainRefreshAddress |= Vocabulary.SaysRefreshOfCredential(name);
        }
    }

    /// <summary>A value under a name: of a key, a property or a parameter.</summary>
    /// <param name="texts">The constant texts that the value may have.</param>
    public void AddValue(string name, IOperation value, IEnumerable<string> texts)
    {
        if (PayloadTexts.IsGrantKey(name))
        {
            var grants = texts.ToList();
            if (grants.Any(PayloadTexts.IsRefreshGrant))
            {
                Payload.RefreshGrant = true;
            }
            else if (grants.Count == 0 && VariableWrites.Anchor(value) is not IParameterSymbol and not null)
            {
                Payload.OpenGrant = true;
            }
        }
        else if (Vocabulary.NamesRefreshToken(name) || (Vocabulary.Plain(name) == "refresh" && value.Type?.SpecialType == SpecialType.System_String))
        {
            AddKeyed(value);
        }
    }

    public void AddKeyed(IOperation value)
    {
        if (IsOwn)
        {
            Payload.AddKeyed(value);
        }
        else
        {
            Payload.BuilderCarriesToken = true;
        }
    }

    public void AddNamed(IOperation value)
    {
        if (InToken)
        {
            return;
        }

        if (IsOwn)
        {
            Payload.AddNamed(value);
        }
        else
        {
            Payload.BuilderCarriesToken = true;
        }
    }

    public void AddHolder(IOperation value)
    {
        if (IsOwn)
        {
            Payload.AddHolder(value);
        }
    }
}
