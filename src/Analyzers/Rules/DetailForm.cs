namespace RefreshRace.Analyzers.Rules;

/// <summary>How a message words the detail of a verdict.</summary>
internal enum DetailForm
{
    /// <summary>In parentheses behind the sentence, or nothing where there is no detail.</summary>
    Parenthesised,

    /// <summary>As it is: the message is built around it.</summary>
    AsIs,

    /// <summary>The name of the lock, quoted, or "the lock" where it has none.</summary>
    LockName,

    /// <summary>The member that sends the refresh, where it is not the one that the message names already.</summary>
    Sender,
}
