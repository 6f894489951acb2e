using Marketplace.Data;

namespace Marketplace.Accounts;

public sealed record PersonRegistered(Guid Person, string Language) : IEvent
{
    Guid IEvent.Subject => Person;
}

public sealed record PersonConfirmed(Guid Person) : IEvent
{
    Guid IEvent.Subject => Person;
}

/// <summary>Name or site role.</summary>
public sealed record PersonChanged(Guid Person) : IEvent
{
    Guid IEvent.Subject => Person;
    IEnumerable<string> IEvent.Touches => [$"person:{Person}"];
}

public sealed record PersonDeactivated(Guid Person) : IEvent
{
    Guid IEvent.Subject => Person;
    IEnumerable<string> IEvent.Touches => [$"person:{Person}"];
}

/// <summary>The account is gone; other modules drop what only served the person (saved things, subscriptions).</summary>
public sealed record PersonClosed(Guid Person) : IEvent
{
    Guid IEvent.Subject => Person;
    IEnumerable<string> IEvent.Touches => [$"person:{Person}"];
}

public sealed record MembershipChanged(Guid Person, Guid Organization) : IEvent
{
    Guid IEvent.Subject => Organization;
    IEnumerable<string> IEvent.Touches => [$"organization:{Organization}"];
}

/// <summary>Made or edited: what its page or its listings show of it may differ.</summary>
public sealed record OrganizationChanged(Guid Organization) : IEvent
{
    Guid IEvent.Subject => Organization;
    IEnumerable<string> IEvent.Touches => [$"organization:{Organization}", "organizations"];
}

public sealed record OrganizationVerificationSubmitted(Guid Organization, Guid Verification) : IEvent
{
    Guid IEvent.Subject => Organization;
}

public sealed record OrganizationVerified(Guid Organization, DateTimeOffset Until) : IEvent
{
    Guid IEvent.Subject => Organization;
    IEnumerable<string> IEvent.Touches => [$"organization:{Organization}", "organizations"];
}

public sealed record OrganizationVerificationRefused(Guid Organization, string Reason) : IEvent
{
    Guid IEvent.Subject => Organization;
}

/// <summary>The year is over: the organization publishes no more until it is verified again.</summary>
public sealed record OrganizationVerificationExpired(Guid Organization) : IEvent
{
    Guid IEvent.Subject => Organization;
    IEnumerable<string> IEvent.Touches => [$"organization:{Organization}", "organizations"];
}
